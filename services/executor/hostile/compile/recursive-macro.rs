macro_rules! deeper {
    ($($all:tt)*) => { deeper!($($all)* $($all)* x) };
}

fn main() {
    deeper!(x);
}
