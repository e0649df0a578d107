// Every optimizer: its class, and the other names that Keras's get() takes for it.
// Who wants them all defines KERATIN_CLASS and includes this.
KERATIN_CLASS(SGD, "sgd")
KERATIN_CLASS(RMSprop, "rmsprop")
KERATIN_CLASS(Adam, "adam")
KERATIN_CLASS(AdamW, "adamw")
KERATIN_CLASS(Adamax, "adamax")
#undef KERATIN_CLASS
