// Every schedule of the learning rate: its class, and the other names that Keras's get() takes for it.
// Who wants them all defines KERATIN_CLASS and includes this.
KERATIN_CLASS(CosineDecay)
KERATIN_CLASS(CosineDecayRestarts)
KERATIN_CLASS(ExponentialDecay)
KERATIN_CLASS(InverseTimeDecay)
KERATIN_CLASS(PiecewiseConstantDecay)
KERATIN_CLASS(PolynomialDecay)
#undef KERATIN_CLASS
