using SalesFlow.Access;
using SalesFlow.Activities;
using SalesFlow.Common;
using SalesFlow.Deals;
using SalesFlow.Tenancy;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Deals;

/// <summary>A new deal.</summary>
/// <param name="Title">1 to 255 characters.</param>
/// <param name="Value">From 0 with two places, at most 9,999,999,999.99; 0 unless given. Beside items their sum without tax counts.</param>
/// <param name="Currency">ISO 4217, in capitals; SAR unless given.</param>
/// <param name="Stage">An open stage of the pipeline; the first unless given.</param>
/// <param name="LeadId">The lead, or null.</param>
/// <param name="ContactId">The contact, or null.</param>
/// <param name="ConversationId">The conversation, or null.</param>
/// <param name="PipelineId">The pipeline; the default one unless given.</param>
/// <param name="CompanyId">The company; the contact's unless given.</param>
/// <param name="OwnerId">Whose deal it is: a user's id, <c>none</c>, or the caller unless given.</param>
/// <param name="ExpectedClose">A day, from 2000 to 2100.</param>
/// <param name="Probability">0 to 100, instead of the stage's.</param>
/// <param name="Tags">At most 20, each at most 50 characters.</param>
/// <param name="Description">At most 2,000 characters.</param>
/// <param name="Items">At most 30 lines.</param>
/// <param name="NextStep">What is to be done next, at most 200 characters.</param>
/// <param name="NextStepOn">When.</param>
internal sealed record DealRequest(
    string? Title, decimal? Value, string? Currency, string? Stage, string? LeadId, string? ContactId, string? ConversationId, string? PipelineId,
    string? CompanyId, string? OwnerId, DateOnly? ExpectedClose, int? Probability, IReadOnlyList<string?>? Tags, string? Description,
    IReadOnlyList<DealItemRequest?>? Items, string? NextStep, DateOnly? NextStepOn);

/// <summary>Changes a deal; absent fields stay as they are.</summary>
/// <param name="Title">At most 255 characters.</param>
/// <param name="Value">From 0; refused where it is not the sum of the deal's items.</param>
/// <param name="Currency">ISO 4217, in capitals; stays as it is unless given.</param>
/// <param name="ExpectedClose">A day, from 2000 to 2100.</param>
/// <param name="LeadId">The lead.</param>
/// <param name="ContactId">The contact.</param>
/// <param name="CompanyId">The company.</param>
/// <param name="OwnerId">A user's id.</param>
/// <param name="Probability">0 to 100, instead of the stage's until the stage changes.</param>
/// <param name="Tags">At most 20; an empty list removes them.</param>
/// <param name="Description">At most 2,000 characters.</param>
/// <param name="Items">At most 30 lines, all of them; an empty list removes them and leaves the value.</param>
/// <param name="NextStep">What is to be done next, at most 200 characters.</param>
/// <param name="NextStepOn">When.</param>
/// <param name="Clear">Names of fields to empty: expectedClose, leadId, contactId, companyId, ownerId, description, probability, nextStep, nextStepOn.</param>
internal sealed record DealChangeRequest(
    string? Title, decimal? Value, string? Currency, DateOnly? ExpectedClose, string? LeadId, string? ContactId, string? CompanyId, string? OwnerId,
    int? Probability, IReadOnlyList<string?>? Tags, string? Description, IReadOnlyList<DealItemRequest?>? Items, string? NextStep, DateOnly? NextStepOn,
    IReadOnlyList<string?>? Clear);

/// <summary>A line of a deal.</summary>
/// <param name="Product">1 to 150 characters.</param>
/// <param name="Quantity">Above 0, two places; 1 unless given.</param>
/// <param name="UnitPrice">From 0, two places.</param>
/// <param name="DiscountPercent">0 to 100; 0 unless given.</param>
/// <param name="VatPercent">0 to 100; 15 unless given.</param>
/// <param name="VatIncluded">Whether the unit price contains the tax; as the pipeline, or else the company, says unless given.</param>
internal sealed record DealItemRequest(string? Product, decimal? Quantity, decimal? UnitPrice, decimal? DiscountPercent, decimal? VatPercent, bool? VatIncluded);

/// <summary>Moves a deal.</summary>
/// <param name="Stage">The stage's code.</param>
/// <param name="LostReason">Why, in words, at most 500 characters; this or the code is required where the stage means lost.</param>
/// <param name="LostReasonCode">Why, one of the pipeline's codes.</param>
/// <param name="PipelineId">Another pipeline.</param>
/// <param name="After">The deal that will stand directly above; the top of the column unless given.</param>
/// <param name="Before">The deal that will stand directly below.</param>
internal sealed record StageRequest(string? Stage, string? LostReason, string? LostReasonCode, string? PipelineId, string? After, string? Before);

/// <summary>Puts a card elsewhere in its column: one neighbour at least must be named. One that has left the column meanwhile is passed over for the other.</summary>
/// <param name="After">The deal that will stand directly above.</param>
/// <param name="Before">The deal that will stand directly below.</param>
internal sealed record RankRequest(string? After, string? Before);

/// <summary>Opens a closed deal again.</summary>
/// <param name="Stage">An open stage; the last open one that it stood in unless given.</param>
internal sealed record ReopenRequest(string? Stage);

/// <summary>
/// A deal as it stands. It needs a next step where it is open and nobody has said what is to be done next; it was touched when somebody last worked on
/// it, and is stale since the alarm, until somebody works on it.
/// </summary>
internal sealed record DealResponse(
    string Id, string Title, decimal Value, string Currency, string Stage, int Probability, string? LeadId, string? ContactId, string? ConversationId,
    DateOnly? ExpectedClose, DateTimeOffset? ClosedAt, string? LostReason, IReadOnlyList<StageChange> History, DateTimeOffset CreatedAt, long Version,
    string PipelineId, StageKind Status, string? LostReasonCode, string? CompanyId, string? OwnerId, string? Description, IReadOnlyList<string> Tags,
    IReadOnlyList<DealItemResponse> Items, DealTotals? Totals, bool ProbabilityIsOwn, string? NextStep, DateOnly? NextStepOn, bool NeedsNextStep,
    DateTimeOffset TouchedAt, DateTimeOffset? StaleSince, string Rank, DateTimeOffset? UpdatedAt)
{
    public static DealResponse Of(DealView deal)
    {
        var more = deal.Details ?? DealDetails.None;
        var items = more.Items ?? [];
        return new DealResponse(
            deal.DealId, deal.Title, deal.Value.Amount, deal.Value.Currency, deal.Stage, deal.Probability, deal.LeadId, deal.ContactId, deal.ConversationId,
            deal.ExpectedClose, deal.ClosedAt, deal.LostReason, deal.History, deal.CreatedAt, deal.Version, deal.PipelineId, deal.Kind, deal.LostReasonCode,
            more.CompanyId, more.OwnerId, more.Description, more.Tags ?? [], [.. items.Select(DealItemResponse.Of)],
            items.Count == 0 ? null : DealTotals.Of(ItemAmounts.Of(items)), more.Probability is not null, more.NextStep, more.NextStepOn,
            deal.Kind == StageKind.Open && more.NextStep is null, deal.TouchedAt, deal.StaleSince, deal.Rank, deal.UpdatedAt);
    }
}

/// <summary>A line with its amounts.</summary>
internal sealed record DealItemResponse(
    string Product, decimal Quantity, decimal UnitPrice, decimal DiscountPercent, decimal VatPercent, bool VatIncluded, decimal Net, decimal Vat, decimal Gross)
{
    public static DealItemResponse Of(DealItem item)
    {
        var amounts = item.Amounts();
        return new DealItemResponse(
            item.Product, item.Quantity, item.UnitPrice, item.DiscountPercent, item.VatPercent, item.VatIncluded, amounts.Net, amounts.Vat, amounts.Gross);
    }
}

/// <summary>Amounts without, of and with value-added tax.</summary>
internal sealed record DealTotals(decimal Net, decimal Vat, decimal Gross)
{
    public static DealTotals Of(ItemAmounts amounts) => new(amounts.Net, amounts.Vat, amounts.Gross);
}

/// <summary>What a deal is now, told to whoever came second.</summary>
internal sealed record CurrentDeal(string Stage, string PipelineId, string MovedBy, DateTimeOffset MovedAt, long Version);

/// <summary>A deal's way through the stages.</summary>
internal sealed record DealHistoryResponse(IReadOnlyList<DealStepResponse> Steps, long TotalSeconds);

/// <summary>One step, with how long the deal stayed there: until now in the stage of an open deal, null in the last one of a closed deal.</summary>
internal sealed record DealStepResponse(
    string PipelineId, string? From, string To, int Probability, string? LostReason, string By, DateTimeOffset At, long? Seconds, long Version);

/// <summary>Reads the fields of requests.</summary>
internal static class DealFields
{
    private const decimal Largest = 9_999_999_999.99m;
    private static readonly DateOnly FirstDay = new(2000, 1, 1), LastDay = new(2100, 12, 31);

    /// <summary>An amount within its limits.</summary>
    public static Money Amount(Check check, decimal value, string? currency)
    {
        if (value is < 0 or > Largest) check.Add("value", "field.range", 0, Largest);
        else if (decimal.Round(value, 2) != value) check.Add("value", "field.two_places");
        return new Money(value, Currency(check, currency) ?? "SAR");
    }

    /// <summary>A currency, or null where none is given.</summary>
    public static string? Currency(Check check, string? currency)
    {
        if (string.IsNullOrWhiteSpace(currency)) return null;
        var code = currency.Trim();
        if (!Currencies.IsKnown(code)) check.Add("currency", "field.currency");
        return code;
    }

    public static string? Reference(Check check, string field, string? id)
    {
        if (string.IsNullOrEmpty(id)) return null;
        if (!Key.Fits(id)) check.Add(field, "field.id");
        return id;
    }

    public static DateOnly? Day(Check check, string field, DateOnly? day)
    {
        if (day < FirstDay || day > LastDay) check.Add(field, "field.range", "2000-01-01", "2100-12-31");
        return day;
    }

    public static int? Probability(Check check, int? value)
    {
        if (value is < 0 or > 100) check.Add("probability", "field.range", 0, 100);
        return value;
    }

    public static IReadOnlyList<string>? Tags(Check check, IReadOnlyList<string?>? tags)
    {
        if (tags is null) return null;
        var trimmed = tags.Select(t => t?.Trim() ?? "").Distinct(StringComparer.Ordinal).ToList();
        if (trimmed.Count > 20) check.Add("tags", "field.too_many", 20);
        if (trimmed.Exists(t => t.Length is 0 or > 50 || t.Any(c => char.IsControl(c) || c == '|'))) check.Add("tags", "field.tag");
        return trimmed;
    }

    public static IReadOnlyList<DealItem>? Items(Check check, IReadOnlyList<DealItemRequest?>? items, bool vatIncluded)
    {
        if (items is null) return null;
        if (items.Count > 30) check.Add("items", "field.too_many", 30);
        return [.. items.Take(30).Select((item, i) => Item(check, $"items[{i}]", item, vatIncluded))];
    }

    private static DealItem Item(Check check, string field, DealItemRequest? item, bool vatIncluded)
    {
        if (item is null)
        {
            check.Add(field, "field.required");
            return new DealItem("", 1, 0);
        }
        var product = check.Required(field + ".product", item.Product, 150);
        if (item.UnitPrice is null) check.Add(field + ".unitPrice", "field.required");
        return new DealItem(
            product,
            Places(check, field + ".quantity", item.Quantity ?? 1, 0.01m, 1_000_000m),
            Places(check, field + ".unitPrice", item.UnitPrice ?? 0, 0, Largest),
            Places(check, field + ".discountPercent", item.DiscountPercent ?? 0, 0, 100),
            Places(check, field + ".vatPercent", item.VatPercent ?? 15, 0, 100),
            item.VatIncluded ?? vatIncluded);
    }

    private static decimal Places(Check check, string field, decimal value, decimal least, decimal most)
    {
        if (value < least || value > most) check.Add(field, "field.range", least, most);
        else if (decimal.Round(value, 2) != value) check.Add(field, "field.two_places");
        return value;
    }

    /// <summary>A text of one line, checked for its length already.</summary>
    public static string? Line(Check check, string field, string? text) => check.Line(field, text, int.MaxValue);

    /// <summary>A text of several lines, checked for its length already.</summary>
    public static string? Lines(Check check, string field, string? text) => check.Lines(field, text, int.MaxValue);

    /// <summary>
    /// The records and the user that a deal names must be the company's own; the records not deleted, unless the deal named them before, and the user
    /// somebody who takes work.
    /// </summary>
    public static async Task Known(
        Check check, ApiCall call, string? lead, string? contact, string? company, string? conversation, string? owner, RecordLinks? before = null)
    {
        await check.Links(call, lead, null, contact, company, conversation, before);
        await check.Worker(call, "ownerId", owner);
    }

    /// <summary>Whose deal a new one is.</summary>
    public static string? Owner(Check check, ApiCall call, string? owner) => owner switch
    {
        "none" => null,
        null or "" => call.Actor.Kind == ActorKind.User ? call.UserId : null,
        "me" => call.UserId,
        _ => Reference(check, "ownerId", owner),
    };
}
