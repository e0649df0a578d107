// Every regularizer: its class, and the other names that Keras's get() takes for it.
// Who wants them all defines KERATIN_CLASS and includes this.
KERATIN_CLASS(L1, "l1")
KERATIN_CLASS(L2, "l2")
KERATIN_CLASS(L1L2, "l1_l2", "l1l2")
KERATIN_CLASS(OrthogonalRegularizer, "orthogonal_regularizer")
#undef KERATIN_CLASS
