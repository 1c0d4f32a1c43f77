using System.Text.Json;

namespace SalesFlow.Simulator.Graph;

/// <summary>A rule of the price list.</summary>
/// <param name="From">The first day that it holds, in billing time.</param>
/// <param name="Country">ISO 3166, or <c>*</c> for all that have no rule of their own.</param>
/// <param name="Category">The category of the message.</param>
/// <param name="Amount">The price of one delivered message.</param>
/// <param name="FreeInsideWindow">Free while the customer-service window is open.</param>
/// <param name="FreeEachMonth">How many are free for each number and calendar month.</param>
public sealed record PriceRule(
    DateOnly From, string Country, string Category, decimal Amount, bool FreeInsideWindow = false, int FreeEachMonth = 0);

/// <summary>A line of a bill.</summary>
/// <param name="PhoneNumberId">The number.</param>
/// <param name="Month">The first day of the month, in billing time.</param>
/// <param name="Country">ISO 3166 of the customers, or <c>other</c>.</param>
/// <param name="Category">The category.</param>
/// <param name="Type">The pricing type.</param>
/// <param name="Delivered">Messages delivered.</param>
/// <param name="Billable">Those of them that cost.</param>
/// <param name="Amount">What they cost.</param>
/// <param name="Currency">ISO 4217.</param>
public sealed record BillLine(
    string PhoneNumberId, DateOnly Month, string Country, string Category, string Type, long Delivered, long Billable, decimal Amount,
        string Currency);

/// <summary>Prices messages when they are accepted and bills them when they are delivered, by rules that are data with dates.</summary>
internal sealed class BillBook
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private readonly PriceList _prices;
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Number, DateOnly Month, string Category), int> _free = [];
    private readonly Dictionary<(string Number, DateOnly Month, string Country, string Category, string Type), BillLine> _lines = [];

    public BillBook(PriceList prices) => _prices = prices;

    /// <summary>The list that the program carries.</summary>
    public static PriceList Default()
    {
        using var stream = typeof(BillBook).Assembly.GetManifestResourceStream("prices.json")
            ?? throw new InvalidOperationException("The price list is not in the assembly.");
        return JsonSerializer.Deserialize<PriceList>(stream, Json) ?? throw new InvalidOperationException("The price list is empty.");
    }

    /// <summary>Prices a message, using up the month's free ones.</summary>
    public MessagePrice Quote(string number, string to, string category, bool insideWindow, bool freeEntry, DateTimeOffset now)
    {
        var country = _prices.CountryOf(to);
        var day = _prices.DayOf(now);
        if (freeEntry) return Free("free_entry_point");
        var rule = _prices.Find(country, category, day);
        if (rule is null || (rule.FreeInsideWindow && insideWindow)) return Free("free_customer_service");
        if (rule.FreeEachMonth > 0)
        {
            var key = (number, new DateOnly(day.Year, day.Month, 1), category);
            lock (_gate)
            {
                var used = _free.GetValueOrDefault(key);
                if (used < rule.FreeEachMonth)
                {
                    _free[key] = used + 1;
                    return Free("free_customer_service");
                }
            }
        }

        return new MessagePrice(category, "regular", true, rule.Amount, _prices.Currency, country);

        MessagePrice Free(string type) => new(category, type, false, 0, _prices.Currency, country);
    }

    /// <summary>Bills a delivered message.</summary>
    public void Charge(string number, MessagePrice price, DateTimeOffset now)
    {
        var day = _prices.DayOf(now);
        var month = new DateOnly(day.Year, day.Month, 1);
        var key = (number, month, price.Country, price.Category, price.Type);
        lock (_gate)
        {
            var line = _lines.GetValueOrDefault(key)
                ?? new BillLine(number, month, price.Country, price.Category, price.Type, 0, 0, 0, price.Currency);
            _lines[key] = line with
            {
                Delivered = line.Delivered + 1,
                Billable = line.Billable + (price.Billable ? 1 : 0),
                Amount = line.Amount + price.Amount,
            };
        }
    }

    /// <summary>Every line, by number, month, country and category.</summary>
    public IReadOnlyList<BillLine> Lines()
    {
        lock (_gate)
        {
            return [.. _lines.Values.OrderBy(l => l.PhoneNumberId, StringComparer.Ordinal).ThenBy(l => l.Month)
                .ThenBy(l => l.Country, StringComparer.Ordinal).ThenBy(l => l.Category, StringComparer.Ordinal)
                .ThenBy(l => l.Type, StringComparer.Ordinal)];
        }
    }
}

/// <summary>The price list as it is written in its file.</summary>
/// <param name="Currency">ISO 4217.</param>
/// <param name="BillingUtcOffsetHours">The offset of billing days from UTC.</param>
/// <param name="Countries">Country codes by calling prefix.</param>
/// <param name="Rules">The rules.</param>
internal sealed record PriceList(string Currency, int BillingUtcOffsetHours, IReadOnlyDictionary<string, string> Countries,
    IReadOnlyList<PriceRule> Rules)
{
    /// <summary>The country of a phone or a business-scoped id; the longest prefix wins.</summary>
    public string CountryOf(string to)
    {
        if (to.Length > 3 && to[2] == '.' && char.IsAsciiLetterUpper(to[0]) && char.IsAsciiLetterUpper(to[1])) return to[..2];
        for (var length = Math.Min(3, to.Length); length > 0; length--)
        {
            if (Countries.TryGetValue(to[..length], out var country)) return country;
        }

        return "other";
    }

    /// <summary>The billing day of an instant.</summary>
    public DateOnly DayOf(DateTimeOffset now) => DateOnly.FromDateTime(now.ToOffset(TimeSpan.FromHours(BillingUtcOffsetHours)).DateTime);

    /// <summary>The rule that holds: the country's own before the general one, then the latest that has begun.</summary>
    public PriceRule? Find(string country, string category, DateOnly day) =>
        Rules.Where(r => r.Category == category && r.From <= day && (r.Country == country || r.Country == "*"))
            .OrderByDescending(r => r.Country == country).ThenByDescending(r => r.From).FirstOrDefault();
}
