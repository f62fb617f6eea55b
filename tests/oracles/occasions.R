# Five items of bfi as the first occasion and five others as the second: levels of invariance by semTools, fitted by lavaan; prints
# occasions.json. Run from the root: Rscript tests/oracles/occasions.R > tests/oracles/occasions.json
suppressMessages({library(lavaan); library(semTools); library(jsonlite)})
bfi <- read.csv("tests/oracles/data/bfi.csv")
first <- c("A1", "A2", "A3", "A4", "A5"); second <- c("E1", "E2", "E3", "E4", "E5")
for (item in c("A1", "E1", "E2")) bfi[[item]] <- 7 - bfi[[item]]
data <- na.omit(bfi[c(first, second)])
model <- paste0("f.one =~ ", paste(first, collapse = " + "), "\nf.two =~ ", paste(second, collapse = " + "))
indicators <- setNames(lapply(1:5, function(j) c(first[j], second[j])), first)
fit <- function(equal, estimator, partial = "") {
  syntax <- as.character(measEq.syntax(
    configural.model = model, data = data, ID.fac = "ul", longFacNames = list(f = c("f.one", "f.two")), longIndNames = indicators,
    long.equal = equal, long.partial = partial, auto = "all"
  ))
  lavaan(syntax, data = data, estimator = estimator, meanstructure = TRUE)
}
block <- function(found) {
  table <- parameterEstimates(found)
  list(
    fit = as.list(fitMeasures(found, c("npar", "chisq", "df", "cfi", "rmsea", "srmr", "logl"))),
    estimates = as.list(table[c("lhs", "op", "rhs", "est", "se")])
  )
}
levels <- list(
  configural = "", metric = "loadings", scalar = c("loadings", "intercepts"), strict = c("loadings", "intercepts", "residuals")
)
out <- list(r = R.version.string, lavaan = as.character(packageVersion("lavaan")), semTools = as.character(packageVersion("semTools")))
for (estimator in c("ML", "MLR")) {
  fits <- lapply(levels, fit, estimator)
  out[[estimator]] <- lapply(fits, block)
  out[[estimator]]$partial <- block(fit(levels$scalar, estimator, "A4 ~ 1"))
  tests <- lavTestLRT(fits$configural, fits$metric, fits$scalar, fits$strict)
  out[[estimator]]$differences <- as.list(tests[-1, c("Chisq diff", "Df diff", "Pr(>Chisq)")])
}
cat(toJSON(out, digits = NA, auto_unbox = TRUE, pretty = 1), "\n")
