using System.Buffers;

namespace SalesFlow.WebApi.Leads.Transfer;

/// <summary>Cells as RFC 4180 wants them, made harmless for spreadsheets.</summary>
internal static class CsvText
{
    /// <summary>Lets programs that guess know that the text is UTF-8.</summary>
    public static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");
    private static readonly SearchValues<char> Quoted = SearchValues.Create(",;\t\"\r\n");

    /// <summary>A line, with its end.</summary>
    public static string Line(IEnumerable<string?> cells, bool guarded = true) =>
        string.Join(',', cells.Select(c => Cell(guarded ? Guard(c ?? "") : c ?? ""))) + "\r\n";

    /// <summary>
    /// A spreadsheet takes what begins with <c>= + - @</c> for a formula, which may send data away when a colleague opens the file: an apostrophe before it
    /// makes it text. Numbers and phones are left as they are; they compute nothing.
    /// </summary>
    public static string Guard(string value) =>
        value.Length > 0 && value[0] is '=' or '+' or '-' or '@' or '\t' or '\r' && !IsNumber(value) ? "'" + value : value;

    private static string Cell(string value) =>
        value.AsSpan().ContainsAny(Quoted) || value.StartsWith(' ') || value.EndsWith(' ')
            ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : value;

    private static bool IsNumber(string value) => value.Length > 1 && value[0] is '+' or '-' && !value.AsSpan(1).ContainsAnyExcept(Digits);
}
