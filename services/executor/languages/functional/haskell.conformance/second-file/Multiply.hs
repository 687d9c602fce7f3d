module Multiply (multiply) where

multiply :: Int -> Int -> Int
multiply a b = a * b
