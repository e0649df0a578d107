// Every initializer: its class, and the other names that Keras's get() takes for it.
// Who wants them all defines KERATIN_CLASS and includes this.
KERATIN_CLASS(Zeros, "zeros", "zero")
KERATIN_CLASS(Ones, "ones", "one")
KERATIN_CLASS(Constant, "constant")
KERATIN_CLASS(Identity, "identity", "IdentityInitializer")
KERATIN_CLASS(RandomNormal, "random_normal", "normal")
KERATIN_CLASS(RandomUniform, "random_uniform", "uniform")
KERATIN_CLASS(TruncatedNormal, "truncated_normal")
KERATIN_CLASS(VarianceScaling, "variance_scaling")
KERATIN_CLASS(GlorotNormal, "glorot_normal")
KERATIN_CLASS(GlorotUniform, "glorot_uniform")
KERATIN_CLASS(HeNormal, "he_normal")
KERATIN_CLASS(HeUniform, "he_uniform")
KERATIN_CLASS(LecunNormal, "lecun_normal")
KERATIN_CLASS(LecunUniform, "lecun_uniform")
KERATIN_CLASS(Orthogonal, "orthogonal", "OrthogonalInitializer")
#undef KERATIN_CLASS
