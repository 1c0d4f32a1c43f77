using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace SalesFlow.Storage.ReadModels;

/// <summary>Where a page of a list ended: the last row's place in the list's order. Opaque to callers.</summary>
/// <param name="Number">What the list is sorted by: microseconds since 1970, or a place.</param>
/// <param name="Id">What decides between equal numbers; empty where the number is unique.</param>
internal readonly record struct Cursor(long Number, string Id)
{
    private const int MaxLength = 512;

    /// <summary>The cursor as callers hold it.</summary>
    public string Encode(string list) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{list}\n{Number}\n{Id}")));

    /// <summary>Reads a cursor of this list; null for none.</summary>
    /// <exception cref="FormatException">It is not one that this list gave.</exception>
    public static Cursor? Decode(string list, string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        if (text.Length <= MaxLength && Base64Url.IsValid(text))
        {
            var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split('\n', 3);
            if (parts.Length == 3 && parts[0] == list
                && long.TryParse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                && number is > -MaxNumber and < MaxNumber)
                return new Cursor(number, parts[2]);
        }
        throw new FormatException("The cursor is not one that this list gave.");
    }

    // Within the years that an instant can hold.
    private const long MaxNumber = 60_000_000_000_000_000;
}
