using System.Globalization;
using SalesFlow.Deals;
using SalesFlow.Tenancy;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Deals;

/// <summary>What the list of deals can be asked for.</summary>
/// <param name="PipelineId">Of this pipeline.</param>
/// <param name="Stage">In this stage; of the default pipeline unless one is named.</param>
/// <param name="Owner"><c>me</c>, <c>none</c> or a user's id.</param>
/// <param name="Status"><c>open</c>, <c>won</c> or <c>lost</c>.</param>
/// <param name="ValueFrom">Worth at least this.</param>
/// <param name="ValueTo">Worth at most this.</param>
/// <param name="CloseFrom">Expected to close on this day (yyyy-MM-dd) or later.</param>
/// <param name="CloseTo">Expected to close on this day or earlier.</param>
/// <param name="Stale"><c>true</c> or <c>false</c>.</param>
/// <param name="Tag">With this tag.</param>
/// <param name="CompanyId">Of this company.</param>
/// <param name="LeadId">Of this lead.</param>
/// <param name="ContactId">Of this contact.</param>
/// <param name="Search">Words in title or tags, in any Arabic spelling.</param>
/// <param name="Deleted"><c>true</c> for the deleted ones instead.</param>
/// <param name="Sort"><c>moved</c>, <c>rank</c>, <c>updated</c>, <c>value</c> or <c>expected_close</c>.</param>
/// <param name="Limit">1 to 100; 50 unless given.</param>
/// <param name="Cursor">Of an earlier page.</param>
internal sealed record DealListParameters(
    string? PipelineId, string? Stage, string? Owner, string? Status, string? ValueFrom, string? ValueTo, string? CloseFrom, string? CloseTo, string? Stale,
    string? Tag, string? CompanyId, string? LeadId, string? ContactId, string? Search, string? Deleted, string? Sort, int? Limit, string? Cursor)
{
    /// <summary>The filter and the order; what is wrong is said to the check.</summary>
    public (DealFilter Filter, DealSort Sort) Read(Check check, ApiCall call)
    {
        var stage = check.Optional("stage", Stage, 64);
        var pipeline = DealFields.Reference(check, "pipelineId", PipelineId) ?? (stage is null ? null : IPipelineGrain.DefaultId);
        var filter = new DealFilter(
            pipeline, stage, Owner is null or "" or "none" ? null : Owner == "me" ? call.UserId : DealFields.Reference(check, "owner", Owner), Owner == "none",
            Word<StageKind>(check, "status", Status), Amount(check, "valueFrom", ValueFrom), Amount(check, "valueTo", ValueTo),
            Day(check, "closeFrom", CloseFrom), Day(check, "closeTo", CloseTo), Flag(check, "stale", Stale), check.Optional("tag", Tag, 50),
            DealFields.Reference(check, "companyId", CompanyId), DealFields.Reference(check, "leadId", LeadId),
            DealFields.Reference(check, "contactId", ContactId), null, Flag(check, "deleted", Deleted) == true);
        return (filter, Word<DealSort>(check, "sort", Sort) ?? (stage is null ? DealSort.Moved : DealSort.Rank));
    }

    /// <summary>A day of an address.</summary>
    internal static DateOnly? Day(Check check, string field, string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return day;
        check.Add(field, "field.day");
        return null;
    }

    private static decimal? Amount(Check check, string field, string? text)
    {
        const decimal largest = 1_000_000_000_000m;
        if (string.IsNullOrEmpty(text)) return null;
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) && amount <= largest) return amount;
        check.Add(field, "field.range", 0, largest);
        return null;
    }

    private static bool? Flag(Check check, string field, string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        if (bool.TryParse(text, out var flag)) return flag;
        check.Add(field, "field.one_of", "true, false");
        return null;
    }

    private static TEnum? Word<TEnum>(Check check, string field, string? text) where TEnum : struct, Enum
    {
        if (string.IsNullOrEmpty(text)) return null;
        if (EnumQuery.TryParse<TEnum>(text, out var value)) return value;
        check.Add(field, "field.one_of", EnumQuery.Words<TEnum>());
        return null;
    }
}
