# Means and covariances of the data that are not ours to copy: all that the numbers on factors, omega and bounds need.
# Rscript moments.R FOLDER writes moments/NAME.json from FOLDER/NAME.csv; R's colMeans and cov, 17 digits.
digits <- function(x) paste(formatC(x, digits = 17, format = "g"), collapse = ", ")
for (name in c("acl", "Science", "careless_dataset")) {
  x <- as.matrix(read.csv(file.path(commandArgs(TRUE)[1], paste0(name, ".csv")), check.names = FALSE))
  stopifnot(!anyNA(x))
  covariances <- cov(x)
  writeLines(c(
    "{", sprintf(' "n": %d,', nrow(x)),
    sprintf(' "items": [%s],', paste0('"', colnames(x), '"', collapse = ", ")),
    sprintf(' "means": [%s],', digits(colMeans(x))),
    sprintf(' "covariances": [%s]', digits(covariances[upper.tri(covariances, diag = TRUE)])), "}"
  ), file.path("moments", paste0(name, ".json")))
}
