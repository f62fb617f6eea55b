# Reliability, variance extracted and HTMT of confirmatory models; prints composites_of_models.json.
# Run from the root: Rscript tests/oracles/composites_of_models.R DATA_FOLDER > tests/oracles/composites_of_models.json
# semTools gives values, lavaan the standard errors, of parameters that are defined from its own by the formulas.
suppressMessages({library(lavaan); library(semTools)})
folder <- commandArgs(trailingOnly = TRUE)[1]
hs <- list(visual = c("x1", "x2", "x3"), textual = c("x4", "x5", "x6"), speed = c("x7", "x8", "x9"))
lead <- list(lead = sprintf("LEAD%02d", 1:11), tsig = sprintf("TSIG%02d", 1:3), hostil = sprintf("HOSTIL%02d", 1:5))
bfi <- list(agree = c("A2", "A3", "A4", "A5"), extra = c("E3", "E4", "E5"), neuro = paste0("N", 1:5))
plain <- function(f) paste(sapply(names(f), function(n) paste(n, "=~", paste(f[[n]], collapse = " + "))), collapse = "\n")
cases <- list(
  list("HolzingerSwineford1939", "correlated", hs, plain(hs), FALSE, character(0)),
  list("HolzingerSwineford1939", "residuals", hs, paste0(plain(hs), "\nx1 ~~ x2\nx4 ~~ x7"), FALSE, character(0)),
  list("HolzingerSwineford1939", "crossed", hs, paste0(plain(hs), " + x4"), FALSE, character(0)),
  list("HolzingerSwineford1939", "second", hs, paste0(plain(hs), "\ng =~ visual + textual + speed"), FALSE, "g"),
  list("lq2002", "correlated", lead, plain(lead), FALSE, character(0)),
  list("HolzingerSwineford1939", "bifactor", hs, paste0("g =~ ", paste(unlist(hs), collapse = " + "), "\n", plain(hs[2:3])), TRUE, character(0)),
  list("bfi", "correlated", bfi, plain(bfi), FALSE, character(0))
)
number <- function(x) ifelse(is.finite(x), sprintf("%.15g", x), "null")
named <- function(x) paste0("{", paste0('"', names(x), '": ', number(unlist(x)), collapse = ", "), "}")
square <- function(m) paste0("[", paste(apply(as.matrix(m), 1, function(r) paste0("[", paste(number(r), collapse = ", "), "]")), collapse = ", "), "]")
sum_of <- function(x) paste0("(", paste(x, collapse = "+"), ")")

# Of correlated factors, with loadings of items l.ITEM, error variances e.ITEM and correlations r.I.J of factors of variance 1:
# omega by the model of each factor and of all, the variance extracted, coefficient H, and the first margin of Fornell and Larcker.
defined <- function(factors, data) {
  items <- unlist(factors)
  pairs <- combn(names(factors), 2, simplify = FALSE)
  true <- sum_of(c(
    sapply(factors, function(f) paste0(sum_of(paste0("l.", f)), "^2")),
    sapply(pairs, function(p) paste0("2*r.", p[1], ".", p[2], "*", sum_of(paste0("l.", factors[[p[1]]])), "*", sum_of(paste0("l.", factors[[p[2]]]))))
  ))
  share <- function(f) paste0("l.", f, "^2/(l.", f, "^2+e.", f, ")")
  ave <- function(f) paste0(sum_of(share(f)), "/", length(f))
  h <- function(f) { o <- sum_of(paste0("l.", f, "^2/e.", f)); paste0(o, "/(1+", o, ")") }
  omega <- function(f) { t <- paste0(sum_of(paste0("l.", f)), "^2"); paste0(t, "/(", t, "+", sum_of(paste0("e.", f)), ")") }
  lines <- c(
    sapply(names(factors), function(n) paste0(n, " =~ NA*", factors[[n]][1], " + ", paste0("l.", factors[[n]], "*", factors[[n]], collapse = " + "))),
    sapply(names(factors), function(n) paste0(n, " ~~ 1*", n)),
    sapply(pairs, function(p) paste0(p[1], " ~~ r.", p[1], ".", p[2], "*", p[2])),
    paste0(items, " ~~ e.", items, "*", items),
    sapply(names(factors), function(n) paste0("omega.", n, " := ", omega(factors[[n]]))),
    paste0("omega.total := ", true, "/(", true, "+", sum_of(paste0("e.", items)), ")"),
    sapply(names(factors), function(n) paste0("ave.", n, " := ", ave(factors[[n]]))),
    sapply(names(factors), function(n) paste0("h.", n, " := ", h(factors[[n]]))),
    sapply(pairs, function(p) paste0("margin.", p[1], ".", p[2], " := ", ave(factors[[p[1]]]), "-r.", p[1], ".", p[2], "^2"))
  )
  of <- function(estimator) {
    p <- parameterEstimates(cfa(paste(lines, collapse = "\n"), data, estimator = estimator))
    p[p$op == ":=", ]
  }
  ml <- of("ML"); mlr <- of("MLR")
  paste0("{", paste0('"', ml$lhs, '": {"value": ', number(ml$est), ', "se": ', number(ml$se), ', "robust": ', number(mlr$se), "}", collapse = ",\n   "), "}")
}
blocks <- sapply(cases, function(case) {
  data <- read.csv(file.path(folder, paste0(case[[1]], ".csv")))
  fit <- cfa(case[[4]], data, orthogonal = case[[5]], std.lv = case[[5]])
  rel <- function(observed) named(compRelSEM(fit, obs.var = observed, return.total = TRUE, higher = case[[6]]))
  fields <- c(
    sprintf('"dataset": "%s", "name": "%s", "model": %s, "orthogonal": %s, "log_likelihood": %.15g', case[[1]], case[[2]],
            deparse(case[[4]], width.cutoff = 500L), tolower(case[[5]]), as.numeric(logLik(fit))),
    paste0('"model_variance": ', rel(FALSE)), paste0('"observed_variance": ', rel(TRUE)), paste0('"ave_raw": ', named(AVE(fit, obs.var = FALSE)))
  )
  if (case[[2]] == "correlated") {
    fields <- c(fields,
      paste0('"htmt": ', square(suppressWarnings(htmt(case[[4]], data, htmt2 = FALSE)))),
      paste0('"htmt2": ', square(suppressWarnings(htmt(case[[4]], data, htmt2 = TRUE)))),
      paste0('"defined": ', defined(case[[3]], data)))
  }
  paste0(" {", paste(fields, collapse = ",\n  "), "}")
})
cat(sprintf('{"r": "%s", "lavaan": "%s", "semTools": "%s", "cases": [\n', R.version$version.string, packageVersion("lavaan"), packageVersion("semTools")))
cat(paste(blocks, collapse = ",\n"), "\n]}\n", sep = "")
