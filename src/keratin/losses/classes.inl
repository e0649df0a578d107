// Every loss: its class, and the other names that Keras's get() takes for it.
// Who wants them all defines KERATIN_CLASS and includes this.
KERATIN_CLASS(MeanSquaredError, "mean_squared_error", "mse", "MSE")
KERATIN_CLASS(MeanAbsoluteError, "mean_absolute_error", "mae", "MAE")
KERATIN_CLASS(MeanAbsolutePercentageError, "mean_absolute_percentage_error", "mape", "MAPE")
KERATIN_CLASS(MeanSquaredLogarithmicError, "mean_squared_logarithmic_error", "msle", "MSLE")
KERATIN_CLASS(Huber, "huber")
KERATIN_CLASS(LogCosh, "log_cosh")
KERATIN_CLASS(CosineSimilarity, "cosine_similarity")
KERATIN_CLASS(KLDivergence, "kl_divergence", "kld", "KLD")
KERATIN_CLASS(Poisson, "poisson")
KERATIN_CLASS(Hinge, "hinge")
KERATIN_CLASS(SquaredHinge, "squared_hinge")
KERATIN_CLASS(CategoricalHinge, "categorical_hinge")
KERATIN_CLASS(BinaryCrossentropy, "binary_crossentropy", "bce", "BCE")
KERATIN_CLASS(CategoricalCrossentropy, "categorical_crossentropy")
KERATIN_CLASS(CategoricalFocalCrossentropy, "categorical_focal_crossentropy")
KERATIN_CLASS(SparseCategoricalCrossentropy, "sparse_categorical_crossentropy")
#undef KERATIN_CLASS
