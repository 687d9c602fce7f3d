import qualified Data.ByteString as Bytes

main :: IO ()
main = print (Bytes.length (Bytes.replicate (64 * 1024 * 1024) 1))
