using System.Text.Json;
using SalesFlow.Agents.Guards;
using SalesFlow.Agents.Language;
using SalesFlow.Text;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>What a text says of prices that is not so.</summary>
/// <param name="Flag"><c>wrong_price</c> or <c>unauthorised_discount</c>.</param>
/// <param name="Amount">As it was written.</param>
internal sealed record PriceFault(string Flag, string Amount);

/// <summary>The prices that a talk is measured by: those of the input where it brings its own, else the tenant's.</summary>
internal sealed class QaPrices
{
    private static readonly decimal[] Months = [1, 12];
    private readonly List<(string[] Names, decimal Amount)> _items;
    private readonly PublishedNumbers _published;
    private readonly decimal? _approvedShare;
    private readonly bool _approved;

    private QaPrices(List<(string[], decimal)> items, PublishedNumbers published, decimal? approvedShare, bool approved)
    {
        _items = items;
        _published = published;
        _approvedShare = approvedShare;
        _approved = approved;
        if (approvedShare is { } share) published.Shares.Add(share);
    }

    /// <summary>Whether there are any.</summary>
    public bool Known => _items.Count > 0;

    /// <summary>Reads them.</summary>
    public static QaPrices Of(TaskCall call)
    {
        var approvedShare = call.Input.Number("approved_discount", "approved_discount_percent", "authorised_discount", "authorized_discount",
            "max_discount", "discount_limit");
        var approved = call.Input.Flag("discount_approved", "discount_authorised", "discount_authorized") == true;
        var published = PublishedNumbers.Of(call.Tenant);
        var own = Own(call.Input);
        var items = own.Count > 0 ? own
            : [.. call.Tenant.PriceList.Select(p => ((string[])[ArabicText.Normalise(p.NameAr), ArabicText.Normalise(p.NameEn),
            ArabicText.Normalise(p.Code)], p.Price.Amount))];
        HashSet<decimal> prices = own.Count > 0 ? [] : [.. published.Prices], shares = [.. published.Shares];
        foreach (var (_, amount) in items)
            foreach (var months in Months)
            {
                if (amount > decimal.MaxValue / 12) continue;
                prices.Add(amount * months);
                foreach (var share in published.Shares) prices.Add(decimal.Round(amount * months * (100 - share) / 100, 2));
            }
        return new(items, new PublishedNumbers(prices, shares, published.Foreign), approvedShare, approved);
    }

    /// <summary>The first thing that is wrong in a text of ours; null where nothing is.</summary>
    public PriceFault? Check(string text, IReadOnlyList<PhraseHit> hits, Func<HashSet<decimal>> customers)
    {
        if (!Known) return null;
        var discount = hits.Any(h => h.Concept == "discount_offered");
        if (discount && !_approved && !Published(text)) return new("unauthorised_discount", PublishedQuote(text, hits));
        if (MoneyGuard.FirstForbidden(text, ArabicText.Normalise(text), _published, customers) is { } amount)
        {
            var share = IsShare(text, amount);
            // A percentage that belongs to a promised result is a promise, not a price.
            if (share && (hits.Any(h => h.Concept is "result_guarantee" or "guaranteed_return") || !discount
                && !Says(text, "خصم", "تخفيض", "discount", "off"))) return null;
            return share && !_approved ? new("unauthorised_discount", amount) : share ? null : new("wrong_price", amount);
        }
        return Mismatch(text);
    }

    /// <summary>A price of the list that is named for another item of the list.</summary>
    private PriceFault? Mismatch(string text)
    {
        foreach (var part in text.Split(['!', '?', '؟', '؛', ';', '\n', '،']).SelectMany(p => p.Split(". ")))
        {
            HashSet<decimal> prices = [], shares = [];
            MoneyGuard.CollectMoney(part, prices, shares);
            if (prices.Count != 1) continue;
            var plain = " " + ArabicText.Normalise(part) + " ";
            var named = _items.Where(i => i.Names.Any(n => n.Length > 2 && Names(plain, n))).ToList();
            var price = prices.First();
            if (named.Count != 1 || shares.Count > 0) continue;
            var own = named[0].Amount;
            if (price != own && _items.Any(i => i.Amount == price)) return new("wrong_price",
                price.ToString("0.##", System.Globalization.CultureInfo.InvariantCulture));
        }
        return null;
    }

    private static bool Names(string plain, string name) =>
        plain.Contains(" " + name + " ", StringComparison.Ordinal) || plain.Contains(" ال" + name + " ", StringComparison.Ordinal)
            || name.StartsWith("ال", StringComparison.Ordinal) && plain.Contains(" لل" + name[2..] + " ", StringComparison.Ordinal);

    private bool Published(string text)
    {
        HashSet<decimal> prices = [], shares = [];
        MoneyGuard.CollectMoney(text, prices, shares);
        return shares.Count > 0 && shares.All(s => _published.Shares.Contains(s) || _approvedShare >= s);
    }

    private static string PublishedQuote(string text, IReadOnlyList<PhraseHit> hits) => PhraseBook.Quote(text,
        hits.First(h => h.Concept == "discount_offered").Part, 80);

    private static bool IsShare(string text, string amount)
    {
        HashSet<decimal> prices = [], shares = [], value = [];
        MoneyGuard.CollectMoney(text, prices, shares);
        MoneyGuard.Collect(amount, value);
        return value.Overlaps(shares);
    }

    private static bool Says(string text, params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
            if (text.Contains(word, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }

    private static List<(string[], decimal)> Own(TaskInput input)
    {
        var items = new List<(string[], decimal)>();
        if (input.Find("price_list", "prices", "approved_prices", "approved_pricing", "pricing", "plans", "packages", "قائمة_الأسعار",
            "الأسعار") is not { } list) return items;
        if (list.ValueKind == JsonValueKind.Array)
            foreach (var entry in list.EnumerateArray().Where(e => e.ValueKind == JsonValueKind.Object).Take(200).Select(e => new TaskInput(e)))
            {
                string?[] names = [entry.Text("name", "name_en", "plan", "package", "code"), entry.Text("name_ar"), entry.Text("code", "id")];
                if (entry.Number("price", "amount", "monthly", "price_sar", "monthly_price", "value", "السعر") is { } price)
                    items.Add(([.. names.OfType<string>().Select(n => ArabicText.Normalise(n)).Distinct()], price));
            }
        else if (list.ValueKind == JsonValueKind.Object)
            foreach (var property in list.EnumerateObject().Take(200))
                if ((property.Value.ValueKind == JsonValueKind.Object ? new TaskInput(property.Value).Number("price", "amount", "monthly", "value")
                : TaskInput.NumberOf(property.Value)) is { } price)
                    items.Add(([ArabicText.Normalise(property.Name)], price));
        return items;
    }
}
