using SalesFlow.Common;
using SalesFlow.Deals;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Deals;

/// <summary>A new deal.</summary>
/// <param name="Title">1 to 255 characters.</param>
/// <param name="Value">From 0, at most 9,999,999,999.99; 0 unless given.</param>
/// <param name="Currency">Three capital letters; SAR unless given.</param>
/// <param name="Stage">A stage of the pipeline; the first unless given.</param>
/// <param name="LeadId">The lead, or null.</param>
/// <param name="ContactId">The contact, or null.</param>
/// <param name="ConversationId">The conversation, or null.</param>
internal sealed record DealRequest(
    string? Title, decimal? Value, string? Currency, string? Stage, string? LeadId, string? ContactId, string? ConversationId)
{
    private const decimal Largest = 9_999_999_999.99m;

    /// <summary>An amount within its limits.</summary>
    public static Money Amount(Check check, decimal value, string? currency)
    {
        if (value is < 0 or > Largest) check.Add("value", "field.range", 0, Largest);
        var code = string.IsNullOrWhiteSpace(currency) ? "SAR" : currency.Trim();
        if (code.Length != 3 || !code.All(char.IsAsciiLetterUpper)) check.Add("currency", "field.one_of", "SAR, USD, AED, …");
        return new Money(Math.Round(value, 2, MidpointRounding.ToEven), code);
    }
}

/// <summary>Changes a deal; absent fields stay as they are.</summary>
/// <param name="Title">At most 255 characters.</param>
/// <param name="Value">From 0.</param>
/// <param name="Currency">Three capital letters, read only beside a value.</param>
/// <param name="ExpectedClose">A date.</param>
internal sealed record DealChangeRequest(string? Title, decimal? Value, string? Currency, DateOnly? ExpectedClose);

/// <summary>Moves a deal.</summary>
/// <param name="Stage">The stage's code.</param>
/// <param name="LostReason">Required where the stage means lost; at most 500 characters.</param>
internal sealed record StageRequest(string? Stage, string? LostReason);

/// <summary>A deal as it stands.</summary>
internal sealed record DealResponse(
    string Id, string Title, decimal Value, string Currency, string Stage, int Probability, string? LeadId, string? ContactId, string? ConversationId,
    DateOnly? ExpectedClose, DateTimeOffset? ClosedAt, string? LostReason, IReadOnlyList<StageChange> History, DateTimeOffset CreatedAt, long Version)
{
    public static DealResponse Of(DealView deal) => new(
        deal.DealId, deal.Title, deal.Value.Amount, deal.Value.Currency, deal.Stage, deal.Probability, deal.LeadId, deal.ContactId,
        deal.ConversationId, deal.ExpectedClose, deal.ClosedAt, deal.LostReason, deal.History, deal.CreatedAt, deal.Version);
}
