main :: IO ()
main = do
  putStrLn "Grüße, 世界 🌍"
  interact id
