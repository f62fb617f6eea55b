# Rotations of the unrotated loadings in golden/*/efa.json, by R, run until they stand still.
# psych::fa leaves stats::varimax at eps = 1e-5 and GPArotation at eps = 1e-5, and stops principal axes when the sum of the
# communalities moves less than .001: its loadings are then up to .004 from where they were going.
# Run in this folder: Rscript rotation.R
library(jsonlite)
library(GPArotation)
library(psych)

as_matrix <- function(block) matrix(as.numeric(unlist(block$values)), nrow = length(block$rows), byrow = TRUE)
rows_of <- function(x) lapply(seq_len(nrow(x)), function(i) unname(x[i, ]))
kaiser_weights <- function(A) sqrt(rowSums(A^2))

converged <- function(A) {
  w <- kaiser_weights(A)
  vari <- stats::varimax(A, eps = 1e-16)
  normalised <- unclass(vari$loadings) / w
  target <- normalised * abs(normalised)^3
  U <- qr.solve(normalised, target)
  U <- U %*% diag(sqrt(diag(solve(crossprod(U)))))
  inverse <- solve(U)
  oblique <- function(method, ...) GPFoblq(A, method = method, eps = 1e-7, maxit = 5000, ...)
  obl <- oblique("quartimin")
  geo <- oblique("geomin", methodArgs = list(delta = .01))
  quart <- GPForth(A, method = "quartimax", eps = 1e-7, maxit = 5000)
  block <- function(L, phi) list(loadings = rows_of(unclass(L)), phi = rows_of(phi))
  one <- diag(ncol(A))
  list(
    varimax = block(vari$loadings, one), quartimax = block(quart$loadings, one),
    promax = block(w * (normalised %*% U), inverse %*% t(inverse)),
    oblimin = block(obl$loadings, obl$Phi), geomin = block(geo$loadings, geo$Phi)
  )
}

for (file in Sys.glob("golden/*/efa.json")) {
  sets <- fromJSON(file, simplifyVector = FALSE)$sets
  found <- list()
  for (name in names(sets)) {
    fa <- sets[[name]]$fa
    if (sets[[name]]$nfactors < 2) next
    found[[name]] <- list(
      minres = converged(as_matrix(fa$minres_none$loadings)), ml = converged(as_matrix(fa$ml_none$loadings))
    )
  }
  if (length(found) == 0) next
  out <- list(
    topic = "rotation", source = "rotation.R", r = R.version.string,
    GPArotation = as.character(packageVersion("GPArotation")), sets = found
  )
  write(toJSON(out, auto_unbox = TRUE, digits = NA, pretty = 1), file.path(dirname(file), "rotation.json"))
}
