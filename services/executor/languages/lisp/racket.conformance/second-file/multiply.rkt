#lang racket/base

(provide multiply)

(define (multiply a b)
  (* a b))
