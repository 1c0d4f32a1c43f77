using Microsoft.AspNetCore.Http;

namespace SalesFlow.WebApi.Http;

/// <summary>The header <c>Idempotency-Key</c>.</summary>
internal static class RepeatKey
{
    /// <summary>Its name.</summary>
    public const string Header = "Idempotency-Key";

    /// <summary>The longest key, in characters.</summary>
    public const int Longest = 255;

    /// <summary>The key, or null where none was sent. A blank one would protect nothing, and is no key.</summary>
    /// <exception cref="BadHeaderException">The key is blank or too long, or there are several.</exception>
    public static string? Read(HttpContext http)
    {
        if (!http.Request.Headers.TryGetValue(Header, out var values) || values.Count == 0) return null;
        return values is [{ } key] && !string.IsNullOrWhiteSpace(key) && key.Length <= Longest
            ? key
            : throw new BadHeaderException(Header, "header.key", Longest);
    }
}

/// <summary>A header makes no sense.</summary>
/// <param name="header">Its name.</param>
/// <param name="text">The text that says what it should be.</param>
/// <param name="arguments">Complete the text.</param>
internal sealed class BadHeaderException(string header, string text, params object[] arguments) : BadHttpRequestException($"{header} is malformed.")
{
    /// <summary>The header's name.</summary>
    public string Header => header;

    /// <summary>What it should be.</summary>
    public string Describe(HttpContext http) => Problems.Text(http, text, arguments);
}
