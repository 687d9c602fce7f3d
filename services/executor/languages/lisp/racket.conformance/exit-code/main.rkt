#lang racket/base

(displayln "before")
(exit 7)
