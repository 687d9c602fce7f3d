fn main() {
    let block = vec![1u8; 64 * 1024 * 1024];
    println!("{}", block.iter().filter(|&&byte| byte == 1).count());
}
