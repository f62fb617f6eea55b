# Numbers beside ordered answers in one model, by lavaan. Prints mixed_ordinal.json.
# Run from the root: Rscript tests/oracles/mixed_ordinal.R > tests/oracles/mixed_ordinal.json
suppressMessages({library(lavaan); library(jsonlite)})
hs <- read.csv("tests/oracles/data/HolzingerSwineford1939.csv")
bfi <- na.omit(read.csv("tests/oracles/data/bfi.csv")[c(paste0("N", 1:5), paste0("E", 1:5))])
three <- "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9"
one <- "f =~ x1 + x2 + x3 + x9"
bad <- "n =~ N1 + N2 + N3 + N4 + N5\ne =~ E1 + E2 + E3 + E4 + E5\nN1 ~~ N2\nN4 ~~ E1"
first <- list(x1 = c(4.1, 5.6), x2 = c(5.3, 6.6), x3 = c(1.3, 2.6, 3.6))
apart <- list(x2 = c(5.3, 6.6), x5 = 4.1, x8 = c(4.6, 5.3, 5.8, 6.4))
most <- list(x1 = 4.1, x2 = 6.1, x3 = 2.2, x4 = c(2.1, 3.1, 4.1), x5 = c(3.6, 5.1), x6 = c(1.2, 2.6), x8 = c(4.9, 6.1))
skewed <- list(x1 = 6.6, x7 = c(2.6, 3.1))
cases <- list(
  first = list(model = three, cuts = first), first_unweighted = list(model = three, cuts = first, estimator = "ULSMV"),
  first_theta = list(model = three, cuts = first, parameterization = "theta"), apart = list(model = three, cuts = apart),
  most = list(model = three, cuts = most), skewed = list(model = three, cuts = skewed, std.lv = TRUE),
  single = list(model = one, cuts = list(x2 = c(5.3, 6.6))), groups = list(model = three, cuts = most, group = "school"),
  personality = list(model = bad, ordered = c("N1", "N3", "E2", "E5"), std.lv = TRUE)
)
run <- function(case) {
  data <- if (is.null(case$cuts)) bfi else hs
  for (item in names(case$cuts)) data[[item]] <- findInterval(data[[item]], case$cuts[[item]])
  given <- c(list(model = case$model, data = data, ordered = c(names(case$cuts), case$ordered)), case[names(case) %in% c("parameterization", "std.lv", "group")])
  given$estimator <- if (is.null(case$estimator)) "WLSMV" else case$estimator
  found <- do.call("cfa", given)
  table <- parameterEstimates(found, standardized = TRUE)
  measures <- c("npar", "chisq", "df", "pvalue", "chisq.scaled", "pvalue.scaled", "chisq.scaling.factor", "baseline.chisq", "baseline.df",
    "baseline.chisq.scaled", "cfi", "tli", "rmsea", "cfi.scaled", "tli.scaled", "rmsea.scaled", "srmr")
  case$ordered <- given$ordered
  case$fit <- as.list(fitMeasures(found, measures))
  if (identical(case$cuts, most) && is.null(case$group)) case$statistics <- unname(lavInspect(found, "sampstat")$cov)
  case$estimates <- as.list(table[c("lhs", "op", "rhs", "est", "se", "std.all", if (!is.null(case$group)) "group")])
  case
}
# what is equal in two schools; of what lavaan makes equal beside that, it is told that it is not
cut <- function(cuts) {for (item in names(cuts)) hs[[item]] <- findInterval(hs[[item]], cuts[[item]]); hs}
of_numbers <- paste0("x", 4:9, " ~ 1")
of_ordered <- paste0(rep(names(first), lengths(first)), " | t", sequence(lengths(first)))
same_scales <- paste0("\n", names(first), " ~*~ c(1, 1) * ", names(first), collapse = "")
levels <- list(
  list(equal = "loadings"), list(equal = "loadings", parameterization = "theta"),
  list(equal = c("loadings", "thresholds"), more = "\ntextual ~ c(0, 0) * 1\nspeed ~ c(0, 0) * 1", partial = of_numbers),
  list(equal = c("loadings", "intercepts"), more = paste0("\nvisual ~ c(0, 0) * 1", same_scales), partial = gsub(" ", "", of_ordered)),
  list(equal = c("loadings", "thresholds", "intercepts")),
  list(equal = c("loadings", "thresholds", "intercepts", "residuals"), parameterization = "theta"),
  list(equal = "factor_variances")
)
in_schools <- function(level) {
  given <- list(model = paste0(three, level$more), data = cut(first), ordered = names(first), estimator = "WLSMV", group = "school",
    group.equal = sub("factor_variances", "lv.variances", level$equal))
  if (!is.null(level$partial)) given$group.partial <- level$partial
  if (!is.null(level$parameterization)) given$parameterization <- level$parameterization
  found <- do.call("cfa", given)
  c(level[names(level) %in% c("equal", "parameterization")], list(fit = as.list(fitMeasures(found, c("npar", "chisq", "df", "chisq.scaled")))))
}
places <- function(name) {
  case <- cases[[name]]
  data <- if (is.null(case$cuts)) bfi else cut(case$cuts)
  given <- list(model = case$model, data = data, ordered = c(names(case$cuts), case$ordered), estimator = "WLSMV")
  scores <- lavPredict(do.call("cfa", c(given, case[names(case) %in% c("std.lv", "parameterization")])))
  list(first = unname(scores[1:8, ]), squares = unname(colSums(scores^2)))
}
scored <- c("first", "apart", "personality")
out <- c(list(r = R.version.string, lavaan = as.character(packageVersion("lavaan"))), list(cases = lapply(cases, run), levels = lapply(levels, in_schools), scores = lapply(setNames(scored, scored), places)))
cat(toJSON(out, digits = NA, auto_unbox = TRUE, na = "null", pretty = 1), "\n")
