# Tests of one model within another by each method of lavTestLRT. Prints differences.json.
# Run from the root: Rscript tests/oracles/differences.R > tests/oracles/differences.json
suppressMessages({library(lavaan); library(jsonlite)})
items <- c(paste0("N", 1:5), paste0("E", 3:5))
bfi <- read.csv("tests/oracles/data/bfi.csv")[c(items, "gender")]
two <- "n =~ N1 + N2 + N3 + N4 + N5\ne =~ E3 + E4 + E5"
more <- paste0(two, "\nN1 ~~ N2\nN3 ~~ N4\ne =~ N4")
one <- paste0(two, "\nn ~~ 1*e")
exponential <- bfi
exponential[items] <- exp(bfi[items] / 4)
cases <- list(
  mlm = list(estimator = "MLM", small = two, large = more, data = exponential), mlr = list(estimator = "MLR", small = two, large = more, data = exponential),
  one = list(estimator = "MLM", small = one, large = two, data = exponential, std.lv = TRUE),
  saturated = list(estimator = "MLM", small = "n =~ 1*N1 + 1*N2 + 1*N3", large = "n =~ N1 + N2 + N3", data = exponential),
  fiml = list(estimator = "MLR", small = two, large = more, data = exponential[1:900, ], missing = "fiml"),
  groups = list(estimator = "MLM", small = two, large = two, data = exponential, group = "gender", equal = c("loadings", "intercepts")),
  wlsm = list(estimator = "WLSM", small = two, large = more, data = bfi, ordered = TRUE),
  ulsm = list(estimator = "ULSM", small = one, large = two, data = bfi, ordered = TRUE, std.lv = TRUE)
)
run <- function(case) {
  given <- case[names(case) %in% c("estimator", "data", "group", "missing", "ordered", "std.lv")]
  large <- do.call("cfa", c(list(case$large), given))
  small <- do.call("cfa", c(list(case$small), given, if (!is.null(case$equal)) list(group.equal = case$equal)))
  methods <- c("satorra.bentler.2001", "satorra.bentler.2010", "satorra.2000")
  if (is.null(case$ordered)) methods <- methods[1:2]
  tests <- lapply(setNames(methods, methods), function(method) as.list(suppressWarnings(lavTestLRT(small, large, method = method, scaled.shifted = FALSE))[2, c("Chisq diff", "Df diff", "Pr(>Chisq)")]))
  c(case[names(case) %in% c("estimator", "small", "large", "group", "missing", "equal", "std.lv")], list(rows = nrow(case$data), tests = tests))
}
out <- c(list(r = R.version.string, lavaan = as.character(packageVersion("lavaan"))), list(cases = lapply(cases, run)))
cat(toJSON(out, digits = NA, auto_unbox = TRUE, na = "null", pretty = 1), "\n")
