import Multiply (multiply)

main :: IO ()
main = putStrLn ("6 times 7 is " ++ show (multiply 6 7))
