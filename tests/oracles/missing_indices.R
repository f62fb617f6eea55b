# Modification indices and tests of equalities where answers are missing, by lavaan. Prints missing_indices.json.
# Run from the root: Rscript tests/oracles/missing_indices.R > tests/oracles/missing_indices.json
suppressMessages({library(lavaan); library(jsonlite)})
hs <- read.csv("tests/oracles/data/HolzingerSwineford1939.csv")
bfi <- read.csv("tests/oracles/data/bfi.csv")[c(paste0("N", 1:5), paste0("E", 3:5))]
three <- "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9"
two <- "n =~ N1 + N2 + N3 + N4 + N5\ne =~ E3 + E4 + E5"
# every fifth cell lacks, on a slant
for (j in 1:9) hs[[paste0("x", j)]][(seq_len(nrow(hs)) * 3 + j * j) %% 5 == 0] <- NA
# who is high on the first item leaves out the last four: missing by what was answered
depends <- bfi[1:700, ]
depends[which(depends$N1 > 3), c("N4", "N5", "E4", "E5")] <- NA
cases <- list(
  slanted = list(data = hs, model = three), bfi = list(data = bfi, model = two), depends = list(data = depends, model = two),
  groups = list(data = hs, model = three, group = "school", group.equal = c("loadings", "intercepts"))
)
run <- function(case) {
  found <- do.call("cfa", c(case, list(missing = "fiml")))
  out <- list(model = case$model, chisq = fitMeasures(found, "chisq")[[1]])
  if (is.null(case$group)) {
    table <- modindices(found, sort. = TRUE, maximum.number = 12)
    table <- table[!is.na(table$mi), ]
    out$indices <- as.list(table[c("lhs", "op", "rhs", "mi", "epc", "sepc.all")])
  } else {
    tests <- lavTestScore(found)$uni
    pars <- parTable(found)
    at <- match(tests$rhs, pars$plabel)
    out$tests <- list(lhs = pars$lhs[at], op = pars$op[at], rhs = pars$rhs[at], mi = tests$X2)
  }
  out
}
out <- c(list(r = R.version.string, lavaan = as.character(packageVersion("lavaan"))), list(cases = lapply(cases, run)))
cat(toJSON(out, digits = NA, auto_unbox = TRUE, na = "null", pretty = 1), "\n")
