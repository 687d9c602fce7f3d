#lang racket/base

(displayln "before")
(displayln (car '()))
