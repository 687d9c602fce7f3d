import Shapes.Square (area)

main :: IO ()
main = putStrLn ("the square of 12 is " ++ show (area 12))
