# R 4.2.2, clubSandwich 0.5.8: Rscript tests/oracles/relate.R DATA/lq2002.csv > tests/oracles/relate.json
suppressPackageStartupMessages({library(clubSandwich); library(jsonlite)})
d <- read.csv(commandArgs(TRUE)[1])
d <- d[d$COMPID %in% unique(d$COMPID)[1:12], ]
d$x <- rowMeans(d[grep("^LEAD", names(d))])
d$z <- rowMeans(d[grep("^HOSTIL", names(d))])
d$calm <- as.numeric(d$z < 0.5)
of <- function(m) {
  v <- vcovCR(m, cluster = d$COMPID, type = "CR2")
  t <- coef_test(m, v, test = "Satterthwaite")["x", ]
  s <- summary(m)$coefficients["x", ]
  list(value = s[[1]], se = s[[2]], p = s[[4]], clustered_se = t$SE, df = t$df_Satt, clustered_p = t$p_Satt)
}
l <- lm(z ~ x, d); g <- glm(calm ~ x, binomial, d, control = list(epsilon = 1e-14))
risk <- function(b) mean(plogis(b[1] + b[2] * (d$x + 0.5)) - plogis(b[1] + b[2] * (d$x - 0.5)))
b <- coef(g); h <- 1e-5
slopes <- sapply(1:2, function(i) {e <- replace(c(0, 0), i, h); (risk(b + e) - risk(b - e)) / (2 * h)})
r <- cor.test(d$x, d$z)
cat(toJSON(list(n = nrow(d), linear = of(l), logistic = c(of(g), constant = b[[1]]), risk = risk(b), risk_se = sqrt(c(slopes %*% vcov(g) %*% slopes)),
                risk_slopes = slopes,
                correlation = c(r$estimate, r$conf.int)), digits = 15, auto_unbox = TRUE, pretty = TRUE))
