# Standard errors and intervals of omega (by the model) as lavaan gives them for a defined parameter; prints omega_se.json.
# Run from the root: Rscript tests/oracles/omega_se.R DATA_FOLDER > tests/oracles/omega_se.json
suppressMessages(library(lavaan))
folder <- commandArgs(trailingOnly = TRUE)[1]
sets <- list(
  list("HolzingerSwineford1939", paste0("x", 1:9), character(0)),
  list("HolzingerSwineford1939", paste0("x", 4:6), character(0)),
  list("bfi", paste0("A", 1:5), "A1"),
  list("bfi", paste0("N", 1:5), character(0)),
  list("lq2002", sprintf("LEAD%02d", 1:11), character(0)),
  list("LSAT7", paste0("Item.", 1:5), character(0))
)
rows <- sapply(sets, function(set) {
  data <- read.csv(file.path(folder, paste0(set[[1]], ".csv")))
  items <- set[[2]]
  for (item in set[[3]]) data[[item]] <- 7 - data[[item]]
  loadings <- paste0("l", seq_along(items))
  errors <- paste0("e", seq_along(items))
  model <- paste0(
    "f =~ ", paste0("NA*", items[1], " + "), paste0(loadings, "*", items, collapse = " + "), "\nf ~~ 1*f\n",
    paste0(items, " ~~ ", errors, "*", items, collapse = "\n"), "\nomega := (", paste(loadings, collapse = "+"), ")^2/((",
    paste(loadings, collapse = "+"), ")^2+", paste(errors, collapse = "+"), ")\n"
  )
  fit <- cfa(model, data = data)
  p <- parameterEstimates(fit)
  p <- p[p$label == "omega", ]
  sprintf(
    ' {"dataset": "%s", "items": [%s], "n": %d, "value": %.15g, "se": %.15g, "low": %.15g, "high": %.15g}',
    set[[1]], paste0('"', ifelse(items %in% set[[3]], "-", ""), items, '"', collapse = ", "), nobs(fit), p$est, p$se, p$ci.lower,
    p$ci.upper
  )
})
cat("[\n", paste(rows, collapse = ",\n"), "\n]\n", sep = "")
