//! The server's only source of random numbers: the operating system's.

/// Random bytes, as ids take them.
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    #[expect(clippy::expect_used, reason = "a system without random numbers cannot make ids; nothing sensible can go on")]
    getrandom::fill(&mut bytes).expect("the operating system gives random numbers");
    bytes
}

/// 128 random bits as 32 hexadecimal digits: a name that cannot be guessed.
pub fn token() -> String {
    format!("{:032x}", u128::from_ne_bytes(bytes()))
}

/// A number below `bound`, evenly enough for spreading things in time.
pub fn below(bound: u32) -> u32 {
    u32::from_ne_bytes(bytes()) % bound.max(1)
}
