// Every constraint: its class, and the other names that Keras's get() takes for it.
// Who wants them all defines KERATIN_CLASS and includes this.
KERATIN_CLASS(MaxNorm, "max_norm", "maxnorm")
KERATIN_CLASS(MinMaxNorm, "min_max_norm")
KERATIN_CLASS(NonNeg, "non_neg", "nonneg")
KERATIN_CLASS(UnitNorm, "unit_norm", "unitnorm")
#undef KERATIN_CLASS
