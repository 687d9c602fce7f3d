#![allow(long_running_const_eval)]
const ENDLESS: u64 = {
    let mut n: u64 = 0;
    loop {
        n = n.wrapping_add(1);
    }
};

fn main() {
    println!("{}", ENDLESS);
}
