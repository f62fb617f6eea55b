# R 4.2.2, clubSandwich 0.5.8, epiR 2.0.57: Rscript tests/oracles/change.R DATA/lq2002.csv > tests/oracles/change.json
# Cluster-robust surfaces, and Lin's concordance of two scores of the same people.
suppressPackageStartupMessages({library(clubSandwich); library(epiR); library(jsonlite)})
d <- read.csv(commandArgs(TRUE)[1])
d$x <- rowMeans(d[grep("^LEAD", names(d))]) - 3
d$y <- rowMeans(d[grep("^TSIG", names(d))]) - 3
d$z <- rowMeans(d[grep("^HOSTIL", names(d))])
surface <- function(d) {
  m <- lm(z ~ x + y + I(x^2) + I(x * y) + I(y^2), d)
  v <- vcovCR(m, cluster = d$COMPID, type = "CR2")
  a <- rbind(a1 = c(0, 1, 1, 0, 0, 0), a2 = c(0, 0, 0, 1, 1, 1), a3 = c(0, 1, -1, 0, 0, 0), a4 = c(0, 0, 0, 1, -1, 1),
             a5 = c(0, 0, 0, 1, 0, -1))
  tests <- linear_contrast(m, v, contrasts = a, p_values = TRUE)
  joint <- Wald_test(m, diag(6)[4:6, ], v, test = "HTZ")
  list(covariance = unclass(as.matrix(v)), se = tests$SE, df = tests$df, p = tests$p_val, low = tests$CI_L,
       high = tests$CI_U, f = joint$Fstat, f_df = joint$df_denom, f_p = joint$p_val)
}
concordance <- function(d) {
  found <- epi.ccc(d$x, d$y, ci = "z-transform", conf.level = 0.95)
  c(unlist(found$rho.c), C.b = found$C.b)
}
few <- d[d$COMPID %in% unique(d$COMPID)[1:7], ]
cat(toJSON(list(all = surface(d), seven = surface(few), concordance = concordance(d), concordance_seven = concordance(few),
                t = unlist(t.test(few$y, few$x, paired = TRUE)[c("statistic", "parameter", "p.value", "conf.int")]),
                correlation = unlist(cor.test(few$x, few$y)[c("estimate", "conf.int")])),
           digits = 15, auto_unbox = TRUE, pretty = TRUE))
