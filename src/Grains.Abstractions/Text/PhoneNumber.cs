namespace SalesFlow.Text;

/// <summary>
/// Phone numbers in E.164. Saudi numbers may be written locally: mobiles (<c>05XXXXXXXX</c>), lines (<c>01XXXXXXXX</c>), unified numbers
/// (<c>920XXXXXX</c>) and free ones (<c>800XXXXXXX</c>). Everything else needs its country code.
/// </summary>
public static class PhoneNumber
{
    /// <summary>The number as <c>+</c> and 8 to 15 digits, or null where the text is no number.</summary>
    public static string? Normalise(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        Span<char> digits = stackalloc char[16];
        var count = 0;
        var plus = false;
        foreach (var c in ArabicText.AsciiDigits(text.Trim()))
        {
            if (char.IsAsciiDigit(c))
            {
                if (count == 16) return null;
                digits[count++] = c;
            }
            else if (c == '+' && count == 0) plus = true;
            else if (c is not (' ' or '-' or '(' or ')' or '.' or '\u200E' or '\u200F' or '\u202A' or '\u202C')) return null;
        }
        var number = new string(digits[..count]);
        if (!plus && number.StartsWith("00", StringComparison.Ordinal)) number = number[2..];
        else if (!plus && number.Length == 10 && number[0] == '0' && number[1] is '1' or '5') number = "966" + number[1..];
        else if (!plus && number.Length == 9 && (number[0] == '5' || number.StartsWith("920", StringComparison.Ordinal))) number = "966" + number;
        else if (!plus && number.Length == 10 && number.StartsWith("800", StringComparison.Ordinal)) number = "966" + number;
        // The zero of the local form has no place behind the country code, and stands there often.
        if (number.Length == 13 && number.StartsWith("9660", StringComparison.Ordinal)) number = "966" + number[4..];
        return number.Length is >= 8 and <= 15 && number[0] != '0' ? "+" + number : null;
    }

    /// <summary>The form that may stand in logs and lists open to many: country code and the last two digits.</summary>
    public static string Mask(string? e164) =>
        e164 is { Length: > 6 } ? string.Concat(e164.AsSpan(0, 4), "•••••", e164.AsSpan(e164.Length - 2)) : "•••";
}
