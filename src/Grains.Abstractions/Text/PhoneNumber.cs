namespace SalesFlow.Text;

/// <summary>Phone numbers in E.164. Saudi mobiles may be written locally (<c>05XXXXXXXX</c>); everything else needs its country code.</summary>
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
        else if (!plus && number.Length == 10 && number.StartsWith("05", StringComparison.Ordinal)) number = "966" + number[1..];
        else if (!plus && number.Length == 9 && number[0] == '5') number = "966" + number;
        return number.Length is >= 8 and <= 15 && number[0] != '0' ? "+" + number : null;
    }

    /// <summary>The form that may stand in logs and lists open to many: country code and the last two digits.</summary>
    public static string Mask(string? e164) =>
        e164 is { Length: > 6 } ? string.Concat(e164.AsSpan(0, 4), "•••••", e164.AsSpan(e164.Length - 2)) : "•••";
}
