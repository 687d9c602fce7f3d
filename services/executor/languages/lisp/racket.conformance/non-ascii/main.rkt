#lang racket/base

(displayln "Grüße, 世界 🌍")
(for ([line (in-lines)])
  (displayln line))
