using System.Collections.Concurrent;
using System.Globalization;
using SalesFlow.Common;
using SalesFlow.Tenancy;

namespace SalesFlow.Storage.Knowledge;

/// <summary>A passage that stands in no article: a price, or one of the company's short facts.</summary>
/// <param name="DocumentId"><c>price-list</c> or <c>fact:{code}</c>.</param>
/// <param name="Title">The document's title.</param>
/// <param name="Section">What it is about.</param>
/// <param name="Text">The text.</param>
/// <param name="Language"><c>ar</c> or <c>en</c>.</param>
/// <param name="Category"><c>pricing</c> or <c>facts</c>.</param>
/// <param name="Words">Its terms, with a blank before, between and behind.</param>
/// <param name="Head">The terms of its heading, likewise.</param>
internal sealed record TenantPassage(string DocumentId, string Title, string Section, string Text, string Language, string Category, string Words, string Head);

/// <summary>Where companies' profiles come from.</summary>
internal interface ITenantProfiles
{
    /// <summary>The profile, or null.</summary>
    ValueTask<TenantView?> Get(string tenant);
}

/// <summary>Asks the company's grain.</summary>
internal sealed class TenantProfiles(IGrainFactory grains) : ITenantProfiles
{
    public async ValueTask<TenantView?> Get(string tenant)
    {
        if (TenantScope.Current != tenant) TenantScope.Enter(tenant);
        return await grains.GetGrain<ITenantGrain>(TenantKey.Format(tenant, "tenant")).Get();
    }
}

/// <summary>The price lists and short facts of companies as passages. Made anew where a company's version has moved.</summary>
internal sealed class TenantDocuments(ITenantProfiles profiles)
{
    private const int MostCopies = 2000;
    private readonly ConcurrentDictionary<string, (long Version, IReadOnlyList<TenantPassage> Passages)> _copies = new(StringComparer.Ordinal);

    public async ValueTask<IReadOnlyList<TenantPassage>> Of(string tenant)
    {
        if (await profiles.Get(tenant) is not { } view) return [];
        if (_copies.TryGetValue(tenant, out var copy) && copy.Version == view.Version) return copy.Passages;
        if (_copies.Count >= MostCopies) _copies.Clear();
        var passages = Make(view);
        _copies[tenant] = (view.Version, passages);
        return passages;
    }

    public static IReadOnlyList<TenantPassage> Make(TenantView view)
    {
        var passages = new List<TenantPassage>();
        foreach (var item in view.PriceList)
        {
            passages.Add(Price(item, "ar", "قائمة الأسعار", item.NameAr, Sentence(item, arabic: true), "سعر باقة تكلفة"));
            passages.Add(Price(item, "en", "Price list", item.NameEn, Sentence(item, arabic: false), "price plan cost"));
        }
        foreach (var fact in view.Knowledge)
        {
            var keywords = string.Join(' ', fact.Keywords);
            passages.Add(Fact(fact.Code, "ar", fact.TextAr, keywords));
            passages.Add(Fact(fact.Code, "en", fact.TextEn, keywords));
        }
        return passages;
    }

    private static TenantPassage Price(PriceListItem item, string language, string title, string name, string text, string more) => new(
        "price-list", title, name, text, language, "pricing", Terms(title, name, text, more, string.Join(' ', item.Aliases)),
        Terms(title, name, more, string.Join(' ', item.Aliases)));

    private static TenantPassage Fact(string code, string language, string text, string keywords) => new(
        "fact:" + code, language == "ar" ? "حقائق الشركة" : "Company facts", code, text, language, "facts", Terms(text, keywords), Terms(keywords));

    private static string Sentence(PriceListItem item, bool arabic)
    {
        var amount = item.Price.Amount.ToString(item.Price.Amount == decimal.Truncate(item.Price.Amount) ? "#,0" : "#,0.00", CultureInfo.InvariantCulture);
        var features = arabic ? item.FeaturesAr : item.FeaturesEn;
        var list = features.Count == 0 ? "" : (arabic ? " تشمل: " : " Includes: ") + string.Join(arabic ? "، " : ", ", features) + ".";
        return arabic
            ? $"{item.NameAr}: {amount} {(item.Price.Currency == "SAR" ? "ريال سعودي" : item.Price.Currency)} {PeriodAr(item.Period)}، {(item.VatIncluded ? "شاملة ضريبة القيمة المضافة" : "غير شاملة ضريبة القيمة المضافة")}.{list}"
            : $"{item.NameEn}: {item.Price.Currency} {amount} {PeriodEn(item.Period)}, {(item.VatIncluded ? "VAT included" : "VAT not included")}.{list}";
    }

    private static string PeriodAr(string period) => period switch { "month" => "شهرياً", "year" => "سنوياً", _ => "مرة واحدة" };

    private static string PeriodEn(string period) => period switch { "month" => "a month", "year" => "a year", _ => "once" };

    private static string Terms(params ReadOnlySpan<string?> texts) => $" {string.Join(' ', KnowledgeText.Terms(texts))} ";
}
