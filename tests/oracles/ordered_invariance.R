# Levels of invariance of ordered answers by semTools (Wu & Estabrook, 2016), fitted by lavaan: groups with items of two, three and mixed
# numbers of options, and two occasions. Prints ordered_invariance.json.
# Run from the root: Rscript tests/oracles/ordered_invariance.R > tests/oracles/ordered_invariance.json
suppressMessages({library(lavaan); library(semTools); library(jsonlite)})
bfi <- read.csv("tests/oracles/data/bfi.csv")
for (item in c("A1", "E1", "E2")) bfi[[item]] <- 7 - bfi[[item]]
n <- paste0("N", 1:5); a <- paste0("A", 1:5); e <- paste0("E", 1:5)
six <- na.omit(bfi[c(n, "gender")])
two <- function(x) (x > 3) * 1
three <- function(x) ceiling(x / 2)
of <- function(f) { data <- six; data[n] <- lapply(six[n], f); data }
mixed <- six; mixed$N1 <- two(six$N1); mixed$N2 <- three(six$N2)
levels <- list(
  configural = "", thresholds = "thresholds", metric = c("thresholds", "loadings"), scalar = c("thresholds", "loadings", "intercepts"),
  strict = c("thresholds", "loadings", "intercepts", "residuals")
)
block <- function(found) {
  table <- parameterEstimates(found)
  list(
    fit = as.list(fitMeasures(found, c("npar", "chisq", "df", "chisq.scaled", "cfi.scaled", "rmsea.scaled", "srmr"))),
    estimates = as.list(table[c("lhs", "op", "rhs", "est", "se", if ("group" %in% names(table)) "group")])
  )
}
common <- list(ordered = TRUE, parameterization = "theta", ID.fac = "std.lv", ID.cat = "Wu.Estabrook.2016")
groups <- function(data, which) {
  lapply(levels[which], function(equal) {
    syntax <- do.call(measEq.syntax, c(list(
      configural.model = paste("f =~", paste(n, collapse = " + ")), data = data, group = "gender", group.equal = equal
    ), common))
    block(lavaan(
      as.character(syntax), data = data, group = "gender", ordered = n, parameterization = "theta", estimator = "WLSMV"
    ))
  })
}
twice <- na.omit(bfi[c(a, e)])
occasions <- lapply(levels, function(equal) {
  syntax <- do.call(measEq.syntax, c(list(
    configural.model = paste0("f.one =~ ", paste(a, collapse = " + "), "\nf.two =~ ", paste(e, collapse = " + ")), data = twice,
    longFacNames = list(f = c("f.one", "f.two")), longIndNames = setNames(lapply(1:5, function(j) c(a[j], e[j])), a),
    long.equal = equal, auto = "all"
  ), common))
  block(lavaan(as.character(syntax), data = twice, ordered = c(a, e), parameterization = "theta", estimator = "WLSMV"))
})
same <- c("configural", "scalar", "strict") # semTools frees other things before: see the test
out <- list(
  r = R.version.string, lavaan = as.character(packageVersion("lavaan")), semTools = as.character(packageVersion("semTools")),
  two = groups(of(two), same), three = groups(of(three), names(levels)), mixed = groups(mixed, same), occasions = occasions
)
cat(toJSON(out, digits = NA, auto_unbox = TRUE, pretty = 1), "\n")
