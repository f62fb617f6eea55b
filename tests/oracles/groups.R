# One-way analyses of small groups of unequal sizes, and intraclass correlations of raters; prints groups.json.
# Run from the root: Rscript tests/oracles/groups.R > tests/oracles/groups.json
suppressMessages({library(multilevel); library(lme4); library(psych); library(jsonlite)})
set.seed(20)
one_way <- function(sizes, rho) {
  group <- rep(seq_along(sizes), sizes)
  y <- round(rnorm(length(sizes))[group] * sqrt(rho) + rnorm(length(group)) * sqrt(1 - rho), 3)
  if (rho == 0) y <- rep(1:5, length(sizes)) + round(rnorm(length(group)) / 10, 3) # groups more alike than at random
  fit <- aov(y ~ factor(group))
  table <- summary(fit)[[1]]
  reml <- suppressMessages(lmer(y ~ 1 + (1 | group), REML = TRUE, control = lmerControl(
    optCtrl = list(xtol_abs = 1e-12, ftol_abs = 1e-14), check.conv.singular = "ignore"
  )))
  variances <- as.data.frame(VarCorr(reml))$vcov
  list(
    values = y, groups = group, ms_between = table[1, 3], ms_within = table[2, 3], f = table[1, 4], p_value = table[1, 5],
    icc1 = ICC1(fit), icc2 = ICC2(fit), between_variance = variances[1], within_variance = variances[2],
    mean = unname(fixef(reml)), mean_se = unname(sqrt(diag(as.matrix(vcov(reml))))), log_likelihood = as.numeric(logLik(reml))
  )
}
raters <- function(x) {
  found <- ICC(x, lmer = FALSE)
  r <- found$results
  list(
    x = x, value = r$ICC, f = r$F, p_value = r$p, low = r$`lower bound`, high = r$`upper bound`
  )
}
noise <- function(n, k, rho) round(rnorm(n) * sqrt(rho) + matrix(rnorm(n * k), n) * sqrt(1 - rho), 3)
shrout_fleiss <- matrix(c(9, 2, 5, 8, 6, 1, 3, 2, 8, 4, 6, 8, 7, 1, 2, 6, 10, 5, 6, 9, 6, 2, 4, 7), 6, byrow = TRUE)
out <- list(
  r = R.version.string, multilevel = as.character(packageVersion("multilevel")), lme4 = as.character(packageVersion("lme4")),
  psych = as.character(packageVersion("psych")),
  one_way = list(
    unequal = one_way(c(3, 8, 5, 2, 6, 7, 4, 1), .4), pairs = one_way(rep(2, 12), .6), one_large = one_way(c(2, 2, 3, 40), .3),
    two = one_way(c(6, 9), .5), none_between = one_way(rep(5, 10), 0)
  ),
  raters = list(shrout_fleiss = raters(shrout_fleiss), alike = raters(noise(8, 3, .8)), unlike = raters(noise(12, 4, .05)))
)
cat(toJSON(out, digits = NA, auto_unbox = TRUE, pretty = 1), "\n")
