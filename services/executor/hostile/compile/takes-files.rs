fn main() {
    print!("{}", include_str!("/proc/1/environ"));
}
