use std::io;

fn main() {
    println!("Grüße, 世界 🌍");
    for line in io::stdin().lines() {
        println!("{}", line.unwrap());
    }
}
