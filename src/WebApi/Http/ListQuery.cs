using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using SalesFlow.Feed;

namespace SalesFlow.WebApi.Http;

/// <summary>Pages of lists: <c>?limit=&amp;cursor=</c> in, <c>{items, next}</c> out. A bad parameter is 400 and named.</summary>
internal sealed class ListQuery
{
    public const int DefaultLimit = 50;
    public const int LongestLimit = 100;
    private const int LongestCursor = 512;
    private const int LongestSearch = 200;
    private readonly Check _check;
    private readonly int _limit;
    private readonly string? _cursor;

    public ListQuery(ApiCall call, int? limit, string? cursor, string? search = null)
    {
        _check = new Check(call.Http);
        if (limit is < 1 or > LongestLimit) _check.Add("limit", "field.range", 1, LongestLimit);
        if (cursor?.Length > LongestCursor) _check.Add("cursor", "field.cursor");
        _limit = limit ?? DefaultLimit;
        _cursor = string.IsNullOrEmpty(cursor) ? null : cursor;
        Search = _check.Optional("search", search, LongestSearch);
    }

    /// <summary>The words looked for, or null.</summary>
    public string? Search { get; }

    /// <summary>A filter by one word of an enum, or null where it is absent.</summary>
    public TEnum? Word<TEnum>(string field, string? text) where TEnum : struct, Enum
    {
        if (string.IsNullOrEmpty(text)) return null;
        if (EnumQuery.TryParse<TEnum>(text, out var value)) return value;
        _check.Add(field, "field.one_of", EnumQuery.Words<TEnum>());
        return null;
    }

    /// <summary>A filter by one of some words that are no enum, or null where it is absent.</summary>
    public string? OneOf(string field, string? text, params string[] allowed)
    {
        if (string.IsNullOrEmpty(text)) return null;
        if (allowed.Contains(text, StringComparer.Ordinal)) return text;
        _check.Add(field, "field.one_of", string.Join(", ", allowed));
        return null;
    }

    /// <summary>Words that must be given, at most 200 characters.</summary>
    public string Required(string field, string? text) => _check.Required(field, text, LongestSearch);

    /// <summary>A filter by an id or a name of the same form, or null where it is absent.</summary>
    public string? Id(string field, string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        if (Key.Fits(text)) return text;
        _check.Add(field, "field.too_long", Key.LongestId);
        return null;
    }

    /// <summary>A filter by yes or no, or null where it is absent.</summary>
    public bool? Flag(string field, string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        if (text is "true" or "false") return text == "true";
        _check.Add(field, "field.one_of", "true, false");
        return null;
    }

    /// <summary>A filter by an instant, in UTC, or null where it is absent.</summary>
    public DateTimeOffset? Instant(string field, string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)) return at;
        _check.Add(field, "field.instant");
        return null;
    }

    /// <summary>Reads the page, unless a parameter was wrong.</summary>
    public async Task<Results<Ok<Page<T>>, ProblemHttpResult>> Answer<T>(Func<int, string?, Task<Page<T>>> read)
    {
        if (_check.Failed) return _check.BadRequest();
        try
        {
            return TypedResults.Ok(await read(_limit, _cursor));
        }
        catch (FormatException)
        {
            _check.Add("cursor", "field.cursor");
            return _check.BadRequest();
        }
    }
}
