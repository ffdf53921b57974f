//! The reader of JSON.

use std::{borrow::Cow, fmt};

use serde::{
    Deserializer,
    de::{DeserializeOwned, DeserializeSeed, EnumAccess, Error, Expected, MapAccess, SeqAccess, Unexpected, VariantAccess, Visitor},
    forward_to_deserialize_any,
};

/// The text is not what it was expected to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreadable;

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unreadable")
    }
}

impl std::error::Error for Unreadable {}

// Every one of these is overridden, since the provided ones format words that nobody would read.
impl Error for Unreadable {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }

    fn invalid_type(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self
    }

    fn invalid_value(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self
    }

    fn invalid_length(_: usize, _: &dyn Expected) -> Self {
        Self
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }

    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }

    fn missing_field(_: &'static str) -> Self {
        Self
    }

    fn duplicate_field(_: &'static str) -> Self {
        Self
    }
}

type Read<T> = Result<T, Unreadable>;

/// Reads a value from its JSON.
///
/// It reads what serde_json writes: structs as objects, numbers that are whole and fit into 64 bits, enums by the name of their variant.
///
/// # Errors
/// The text is something else.
pub fn read<T: DeserializeOwned>(text: &str) -> Read<T> {
    let mut reader = Reader { text, at: 0 };
    let value = T::deserialize(&mut reader)?;
    reader.end()?;
    Ok(value)
}

/// The items of an array, each as the JSON that it is.
///
/// # Errors
/// The text is no array.
pub fn items(text: &str) -> Read<Vec<&str>> {
    let mut reader = Reader { text, at: 0 };
    let (mut items, mut is_first) = (Vec::new(), true);
    reader.expect(b'[')?;
    while reader.next(&mut is_first, b']')? {
        reader.peek();
        let start = reader.at;
        reader.skip()?;
        items.push(text.get(start..reader.at).ok_or(Unreadable)?);
    }
    reader.expect(b']')?;
    reader.end()?;
    Ok(items)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

// None of this knows the type that is read, so it is there once.
impl<'a> Reader<'a> {
    /// The next byte that is not white space, 0 at the end.
    #[inline(never)]
    fn peek(&mut self) -> u8 {
        loop {
            match self.byte() {
                b' ' | b'\n' | b'\r' | b'\t' => self.at += 1,
                byte => return byte,
            }
        }
    }

    fn byte(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(0)
    }

    #[inline(never)]
    fn expect(&mut self, byte: u8) -> Read<()> {
        if self.peek() != byte {
            return Err(Unreadable);
        }
        self.at += 1;
        Ok(())
    }

    fn end(&mut self) -> Read<()> {
        self.peek();
        if self.at < self.text.len() { Err(Unreadable) } else { Ok(()) }
    }

    /// Goes to the next item of an object or array; false at its end, which is not passed.
    #[inline(never)]
    fn next(&mut self, is_first: &mut bool, end: u8) -> Read<bool> {
        if self.peek() == end {
            return Ok(false);
        }
        if !std::mem::replace(is_first, false) {
            self.expect(b',')?;
        }
        Ok(true)
    }

    #[inline(never)]
    fn word(&mut self, word: &str) -> Read<()> {
        self.peek();
        if !self.text.get(self.at..).is_some_and(|rest| rest.starts_with(word)) {
            return Err(Unreadable);
        }
        self.at += word.len();
        Ok(())
    }

    #[inline(never)]
    fn is_null(&mut self) -> Read<bool> {
        if self.peek() != b'n' {
            return Ok(false);
        }
        self.word("null")?;
        Ok(true)
    }

    #[inline(never)]
    fn bool(&mut self) -> Read<bool> {
        if self.peek() == b't' {
            self.word("true")?;
            return Ok(true);
        }
        self.word("false")?;
        Ok(false)
    }

    #[inline(never)]
    fn integer(&mut self) -> Read<i64> {
        self.peek();
        let start = self.at;
        while matches!(self.byte(), b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E') {
            self.at += 1;
        }
        let digits = self.text.get(start..self.at).unwrap_or_default();
        let has_odd_start = digits.starts_with('+') || digits.strip_prefix('-').unwrap_or(digits).starts_with('0');
        if has_odd_start && digits != "0" {
            return Err(Unreadable);
        }
        digits.parse().map_err(|_| Unreadable)
    }

    #[inline(never)]
    fn string(&mut self) -> Read<Cow<'a, str>> {
        self.expect(b'"')?;
        let plain = self.plain()?;
        if self.byte() == b'"' {
            self.at += 1;
            return Ok(Cow::Borrowed(plain));
        }
        let mut whole = plain.to_owned();
        loop {
            self.at += 1;
            match self.text.as_bytes().get(self.at - 1) {
                Some(b'"') => return Ok(Cow::Owned(whole)),
                Some(b'\\') => whole.push(self.escaped()?),
                _ => return Err(Unreadable),
            }
            whole.push_str(self.plain()?);
        }
    }

    /// What comes before the next quotation mark or backslash.
    fn plain(&mut self) -> Read<&'a str> {
        let start = self.at;
        let rest = self.text.as_bytes().get(start..).unwrap_or_default();
        let length = rest.iter().position(|byte| matches!(byte, b'"' | b'\\')).ok_or(Unreadable)?;
        self.at += length;
        self.text.get(start..self.at).ok_or(Unreadable)
    }

    fn escaped(&mut self) -> Read<char> {
        self.at += 1;
        Ok(match self.text.as_bytes().get(self.at - 1) {
            Some(byte @ (b'"' | b'\\' | b'/')) => char::from(*byte),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                let unit = self.unit()?;
                if (0xD800..0xDC00).contains(&unit) {
                    self.word("\\u")?;
                    let low = self.unit()?;
                    char::decode_utf16([unit, low]).next().and_then(Result::ok).ok_or(Unreadable)?
                } else {
                    char::from_u32(u32::from(unit)).ok_or(Unreadable)?
                }
            }
            _ => return Err(Unreadable),
        })
    }

    /// Four hexadecimal digits.
    fn unit(&mut self) -> Read<u16> {
        let digits = self.text.get(self.at..self.at + 4).filter(|digits| !digits.starts_with('+'));
        self.at += 4;
        digits.and_then(|digits| u16::from_str_radix(digits, 16).ok()).ok_or(Unreadable)
    }

    /// Passes over a value of any kind; loops instead of calling itself, so that no nesting is too deep.
    #[inline(never)]
    fn skip(&mut self) -> Read<()> {
        let mut depth = 0usize;
        loop {
            match self.peek() {
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                }
                b'}' | b']' => {
                    depth = depth.checked_sub(1).ok_or(Unreadable)?;
                    self.at += 1;
                }
                b',' | b':' if depth > 0 => self.at += 1,
                b'"' => {
                    self.string()?;
                }
                b't' | b'f' => {
                    self.bool()?;
                }
                b'n' => self.word("null")?,
                b'0'..=b'9' | b'-' => {
                    while matches!(self.byte(), b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E') {
                        self.at += 1;
                    }
                }
                _ => return Err(Unreadable),
            }
            if depth == 0 {
                return Ok(());
            }
        }
    }
}

macro_rules! integers {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
            visitor.visit_i64(self.integer()?)
        }
    )*};
}

macro_rules! strings {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
            visitor.visit_str(&self.string()?)
        }
    )*};
}

impl<'de> Deserializer<'de> for &mut Reader<'_> {
    type Error = Unreadable;

    integers!(deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64);

    strings!(deserialize_str deserialize_string deserialize_identifier deserialize_char);

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Read<V::Value> {
        Err(Unreadable)
    }

    forward_to_deserialize_any! { i128 u128 f32 f64 bytes byte_buf }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        visitor.visit_bool(self.bool()?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        if self.is_null()? { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.word("null")?;
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Read<V::Value> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Read<V::Value> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.expect(b'[')?;
        let value = visitor.visit_seq(Items { reader: self, is_first: true })?;
        self.expect(b']')?;
        Ok(value)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Read<V::Value> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(self, _: &'static str, _: usize, visitor: V) -> Read<V::Value> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.expect(b'{')?;
        let value = visitor.visit_map(Items { reader: self, is_first: true })?;
        self.expect(b'}')?;
        Ok(value)
    }

    fn deserialize_struct<V: Visitor<'de>>(self, _: &'static str, _: &'static [&'static str], visitor: V) -> Read<V::Value> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(self, _: &'static str, _: &'static [&'static str], visitor: V) -> Read<V::Value> {
        let is_bare = self.peek() == b'"';
        if !is_bare {
            self.expect(b'{')?;
        }
        let value = visitor.visit_enum(Variant { reader: self, is_bare })?;
        if !is_bare {
            self.expect(b'}')?;
        }
        Ok(value)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.skip()?;
        visitor.visit_unit()
    }
}

/// The items of an array, or of an object.
struct Items<'r, 'a> {
    reader: &'r mut Reader<'a>,
    is_first: bool,
}

impl<'de> SeqAccess<'de> for Items<'_, '_> {
    type Error = Unreadable;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Read<Option<T::Value>> {
        if !self.reader.next(&mut self.is_first, b']')? {
            return Ok(None);
        }
        seed.deserialize(&mut *self.reader).map(Some)
    }
}

impl<'de> MapAccess<'de> for Items<'_, '_> {
    type Error = Unreadable;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Read<Option<K::Value>> {
        if !self.reader.next(&mut self.is_first, b'}')? {
            return Ok(None);
        }
        let key = seed.deserialize(&mut *self.reader)?;
        self.reader.expect(b':')?;
        Ok(Some(key))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Read<V::Value> {
        seed.deserialize(&mut *self.reader)
    }
}

/// A variant, which is bare when it is nothing but its name.
struct Variant<'r, 'a> {
    reader: &'r mut Reader<'a>,
    is_bare: bool,
}

impl Variant<'_, '_> {
    fn has_content(&self) -> Read<()> {
        if self.is_bare { Err(Unreadable) } else { Ok(()) }
    }
}

impl<'de> EnumAccess<'de> for Variant<'_, '_> {
    type Error = Unreadable;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Read<(V::Value, Self)> {
        let name = seed.deserialize(&mut *self.reader)?;
        if !self.is_bare {
            self.reader.expect(b':')?;
        }
        Ok((name, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'_, '_> {
    type Error = Unreadable;

    fn unit_variant(self) -> Read<()> {
        if self.is_bare { Ok(()) } else { self.reader.word("null") }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Read<T::Value> {
        self.has_content()?;
        seed.deserialize(self.reader)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Read<V::Value> {
        self.has_content()?;
        self.reader.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Read<V::Value> {
        self.has_content()?;
        self.reader.deserialize_map(visitor)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use heliu_domain::{
        Code, Command, Currency, Money, NextStep, Opportunity, OpportunityId, Problem, Rank, Timestamp, Value,
        change::How,
        command::Envelope,
        exchange::{Mapping, Target},
    };
    use proptest::prelude::*;
    use serde::{Deserialize, Serialize};
    use uuid::Uuid;

    use super::*;

    /// Whatever derived types look like in JSON.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Sample {
        text: String,
        number: i64,
        small: u8,
        flag: bool,
        nothing: Option<String>,
        nested: Option<Box<Sample>>,
        pair: (u16, String),
        list: Vec<Shape>,
        map: BTreeMap<String, i64>,
        unit: (),
        answer: Result<u32, String>,
        #[serde(default)]
        absent: Vec<i32>,
    }

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Shape {
        Bare,
        Holding(String),
        Pair(i64, Option<bool>),
        WithFields { a: i64, b: Option<String> },
    }

    fn shape() -> impl Strategy<Value = Shape> {
        prop_oneof![
            Just(Shape::Bare),
            any::<String>().prop_map(Shape::Holding),
            any::<(i64, Option<bool>)>().prop_map(|(number, flag)| Shape::Pair(number, flag)),
            any::<(i64, Option<String>)>().prop_map(|(a, b)| Shape::WithFields { a, b }),
        ]
    }

    prop_compose! {
        fn leaf()(
            (text, number, small, flag) in any::<(String, i64, u8, bool)>(),
            (nothing, pair, answer) in any::<(Option<String>, (u16, String), Result<u32, String>)>(),
            list in prop::collection::vec(shape(), 0..4),
            map in prop::collection::btree_map(any::<String>(), any::<i64>(), 0..4),
        ) -> Sample {
            Sample { text, number, small, flag, nothing, nested: None, pair, list, map, unit: (), answer, absent: Vec::new() }
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(outer in leaf(), inner in leaf(), is_pretty: bool) {
            let sample = Sample { nested: Some(Box::new(inner)), ..outer };
            let text = if is_pretty { serde_json::to_string_pretty(&sample) } else { serde_json::to_string(&sample) };
            let text = text.map_err(|problem| TestCaseError::fail(problem.to_string()))?;
            prop_assert_eq!(read::<Sample>(&text), Ok(sample));
        }

        #[test]
        fn garbage_is_refused_as_serde_json_refuses_it(text in r#"[\[\]{},:"a\\u0-9tne. -]{0,12}"#) {
            prop_assert_eq!(read::<Vec<i64>>(&text).ok(), serde_json::from_str(&text).ok());
            prop_assert_eq!(read::<BTreeMap<String, i64>>(&text).ok(), serde_json::from_str(&text).ok());
            prop_assert_eq!(read::<Shape>(&text).ok(), serde_json::from_str(&text).ok());
        }
    }

    #[test]
    fn escapes_are_resolved() {
        assert_eq!(read::<String>(r#" "a\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00z" "#).as_deref(), Ok("a\"\\/\u{8}\u{c}\n\r\té😀z"));
        for broken in [r#""\ud83d""#, r#""\ud83dx""#, r#""\ude00""#, r#""\u+123""#, r#""\x""#, r#""open"#, "\"\\", "", "nul"] {
            assert_eq!(read::<Option<String>>(broken), Err(Unreadable), "{broken}");
        }
    }

    #[test]
    fn unknown_fields_are_passed_over() {
        #[derive(Debug, PartialEq, Deserialize)]
        struct Known {
            known: i64,
        }
        let text = r#"{"new":{"a":[1,-2.5e3,"]}",{"b":null}],"c":true},"known":7,"newer":[]}"#;
        assert_eq!(read(text), Ok(Known { known: 7 }));
        assert_eq!(read::<Known>(r#"{"new":7}"#), Err(Unreadable));
        assert_eq!(read::<Known>(r#"{"known":7} x"#), Err(Unreadable));
    }

    #[test]
    fn what_the_domain_writes_is_read() {
        let id = |number| Uuid::from_u128(number);
        let mut card = Opportunity::new(
            OpportunityId(id(1)),
            heliu_domain::PipelineId(id(2)),
            heliu_domain::StageId(id(3)),
            Rank::first(),
            "Kühlung \"A\"".to_owned(),
            Timestamp(-5),
        );
        card.amount = Some(Money::new(-1250, Currency::EUR));
        card.next_step = Some(NextStep { what: "call".to_owned(), due: Timestamp(0).date(), minute: Some(570) });
        let value = Value::Stage(card.pipeline, card.stage);
        let envelope = Envelope { id: heliu_domain::CommandId(id(4)), command: Command::Undo { command: heliu_domain::CommandId(id(5)) } };
        assert_eq!(serde_json::to_string(&card).ok().map(|text| read(&text)), Some(Ok(card)));
        assert_eq!(serde_json::to_string(&value).ok().map(|text| read(&text)), Some(Ok(value)));
        assert_eq!(serde_json::to_string(&envelope).ok().map(|text| read(&text)), Some(Ok(envelope)));
        assert_eq!(serde_json::to_string(&How::Won).ok().map(|text| read(&text)), Some(Ok(How::Won)));
        let mapping =
            Mapping { delimiter: '；', columns: vec![Target::Title, Target::Custom("Größe".to_owned())], ..Mapping::default() };
        assert_eq!(serde_json::to_string(&mapping).ok().map(|text| read(&text)), Some(Ok(mapping)));
        let problem = Problem::of(Code::OutOfRange, "score").with(0).with(100);
        assert_eq!(serde_json::to_string(&problem).ok().map(|text| read(&text)), Some(Ok(problem)));
    }

    #[test]
    fn an_array_falls_into_its_items() {
        assert_eq!(items(r#"[{"a":[1,2]}, "x,y" ,3]"#), Ok(vec![r#"{"a":[1,2]}"#, r#""x,y""#, "3"]));
        assert_eq!(items("[]"), Ok(Vec::new()));
        assert_eq!(items("{}"), Err(Unreadable));
        assert_eq!(items("[1"), Err(Unreadable));
    }
}
