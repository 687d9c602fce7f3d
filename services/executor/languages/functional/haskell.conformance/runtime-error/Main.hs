main :: IO ()
main = do
  putStrLn "before"
  print (1 `div` (0 :: Int))
