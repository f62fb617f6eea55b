# Missing answers in groups with equal parameters, errors and tests that allow for what is not normal (FIML with MLR), by lavaan, and
# scores with the errors of what each person answered. Prints missing_groups.json.
# Run from the root: Rscript tests/oracles/missing_groups.R > tests/oracles/missing_groups.json
suppressMessages({library(lavaan); library(jsonlite)})
hs <- read.csv("tests/oracles/data/HolzingerSwineford1939.csv")
# every fifth cell lacks, on a slant
for (j in 1:9) hs[[paste0("x", j)]][(seq_len(nrow(hs)) * 3 + j * j) %% 5 == 0] <- NA
model <- "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9"
wanted <- c("chisq", "df", "chisq.scaled", "baseline.chisq.scaled", "cfi.scaled", "cfi.robust", "tli.robust", "rmsea.robust", "srmr", "logl", "bic")
levels <- list(metric = "loadings", scalar = c("loadings", "intercepts"), strict = c("loadings", "intercepts", "residuals"))
run <- function(equal) {
  found <- cfa(model, hs, group = "school", group.equal = equal, missing = "fiml", estimator = "MLR")
  table <- parameterEstimates(found)
  list(fit = as.list(fitMeasures(found, wanted)), estimates = as.list(table[c("lhs", "op", "rhs", "group", "est", "se")]))
}
plain <- cfa(model, hs, group = "school", group.equal = levels$scalar, missing = "fiml")
scores <- lavPredict(plain, se = "standard")
first <- function(m) unclass(m)[1:8, ]
out <- list(
  r = R.version.string, lavaan = as.character(packageVersion("lavaan")), model = model, levels = lapply(levels, run),
  schools = names(scores), scores = unname(lapply(scores, first)), errors = unname(lapply(attr(scores, "se"), first))
)
cat(toJSON(out, digits = NA, auto_unbox = TRUE, pretty = 1), "\n")
