using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using SalesFlow.Leads;
using SalesFlow.SavedViews;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Leads;

/// <summary>The filters of the list of leads as they stand in the address; a saved view's stand behind them.</summary>
/// <param name="Status">One or more statuses, separated by commas.</param>
/// <param name="Assignee">A user's id, <c>me</c> or <c>none</c>.</param>
/// <param name="Source">Where they come from.</param>
/// <param name="Sector">Sector.</param>
/// <param name="City">City, in any spelling.</param>
/// <param name="Temperature"><c>cold</c>, <c>warm</c> or <c>hot</c>.</param>
/// <param name="ScoreFrom">The lowest score, 0 to 100.</param>
/// <param name="ScoreTo">The highest score, 0 to 100.</param>
/// <param name="Tag">One tag.</param>
/// <param name="CreatedFrom">Came in at or after: RFC 3339.</param>
/// <param name="CreatedTo">Came in before.</param>
/// <param name="UpdatedFrom">Changed at or after.</param>
/// <param name="UpdatedTo">Changed before.</param>
/// <param name="HasDeal">With a deal, or without.</param>
/// <param name="Search">Words in name, company, phone or e-mail, in any Arabic spelling.</param>
/// <param name="Deleted">The deleted ones instead.</param>
/// <param name="Sort"><c>updated</c>, <c>created</c>, <c>score</c> or <c>name</c>; <c>-</c> in front for the largest first, which is usual but for names.</param>
/// <param name="View">A saved view.</param>
internal sealed record LeadQuery(
    [FromQuery(Name = "status")] string? Status = null,
    [FromQuery(Name = "assignee")] string? Assignee = null,
    [FromQuery(Name = "source")] string? Source = null,
    [FromQuery(Name = "sector")] string? Sector = null,
    [FromQuery(Name = "city")] string? City = null,
    [FromQuery(Name = "temperature")] string? Temperature = null,
    [FromQuery(Name = "scoreFrom")] string? ScoreFrom = null,
    [FromQuery(Name = "scoreTo")] string? ScoreTo = null,
    [FromQuery(Name = "tag")] string? Tag = null,
    [FromQuery(Name = "createdFrom")] string? CreatedFrom = null,
    [FromQuery(Name = "createdTo")] string? CreatedTo = null,
    [FromQuery(Name = "updatedFrom")] string? UpdatedFrom = null,
    [FromQuery(Name = "updatedTo")] string? UpdatedTo = null,
    [FromQuery(Name = "hasDeal")] string? HasDeal = null,
    [FromQuery(Name = "search")] string? Search = null,
    [FromQuery(Name = "deleted")] string? Deleted = null,
    [FromQuery(Name = "sort")] string? Sort = null,
    [FromQuery(Name = "view")] string? View = null)
{
    private static readonly string[] Sorts = ["updated", "created", "score", "name"];

    /// <summary>The same with what a view says wherever the address is silent.</summary>
    public LeadQuery Over(SavedViewContent view)
    {
        string? Of(string? own, string name) => own ?? view.Filters.GetValueOrDefault(name);
        return new LeadQuery(
            Of(Status, "status"), Of(Assignee, "assignee"), Of(Source, "source"), Of(Sector, "sector"), Of(City, "city"), Of(Temperature, "temperature"),
            Of(ScoreFrom, "scoreFrom"), Of(ScoreTo, "scoreTo"), Of(Tag, "tag"), Of(CreatedFrom, "createdFrom"), Of(CreatedTo, "createdTo"),
            Of(UpdatedFrom, "updatedFrom"), Of(UpdatedTo, "updatedTo"), Of(HasDeal, "hasDeal"), Of(Search, "search"), Of(Deleted, "deleted"),
            Sort ?? view.Sort);
    }

    /// <summary>The filter; what is wrong goes to the check under the parameter's name.</summary>
    public LeadFilter Filter(Check check, string userId)
    {
        var (sort, ascending) = Order(check);
        return new LeadFilter
        {
            Statuses = Statuses(check),
            Assignee = Text("assignee", Assignee, 100) switch { null => null, "none" => "", "me" => userId, var id => id },
            Source = Text("source", Source, 50),
            Sector = Text("sector", Sector, 100),
            City = Text("city", City, 100),
            Temperature = Word<Temperature>("temperature", Temperature),
            ScoreFrom = Score("scoreFrom", ScoreFrom),
            ScoreTo = Score("scoreTo", ScoreTo),
            Tag = Text("tag", Tag, 50),
            CreatedFrom = Instant("createdFrom", CreatedFrom),
            CreatedTo = Instant("createdTo", CreatedTo),
            UpdatedFrom = Instant("updatedFrom", UpdatedFrom),
            UpdatedTo = Instant("updatedTo", UpdatedTo),
            HasDeal = Flag("hasDeal", HasDeal),
            Search = check.Optional("search", Search, 200),
            Deleted = Flag("deleted", Deleted) == true,
            Sort = sort,
            Ascending = ascending,
        };

        string? Text(string field, string? value, int longest)
        {
            var text = check.Optional(field, value, longest);
            return text is null ? null : LeadFactsRequest.Clean(check, field, text);
        }

        TEnum? Word<TEnum>(string field, string? text) where TEnum : struct, Enum
        {
            if (string.IsNullOrEmpty(text)) return null;
            if (EnumQuery.TryParse<TEnum>(text, out var value)) return value;
            check.Add(field, "field.one_of", EnumQuery.Words<TEnum>());
            return null;
        }

        int? Score(string field, string? text)
        {
            if (string.IsNullOrEmpty(text)) return null;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var score) && score <= 100) return score;
            check.Add(field, "field.range", 0, 100);
            return null;
        }

        DateTimeOffset? Instant(string field, string? text)
        {
            if (string.IsNullOrEmpty(text)) return null;
            if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
                && at.Year is >= 1971 and <= 9000) return at;
            check.Add(field, "field.instant");
            return null;
        }

        bool? Flag(string field, string? text)
        {
            if (string.IsNullOrEmpty(text)) return null;
            if (text is "true" or "false") return text == "true";
            check.Add(field, "field.one_of", "true, false");
            return null;
        }
    }

    private List<LeadStatus> Statuses(Check check)
    {
        var found = new List<LeadStatus>();
        foreach (var word in (Status ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(10))
        {
            if (EnumQuery.TryParse<LeadStatus>(word, out var value)) found.Add(value);
            else check.Add("status", "field.one_of", EnumQuery.Words<LeadStatus>());
        }
        return found;
    }

    private (LeadSort? Sort, bool Ascending) Order(Check check)
    {
        if (string.IsNullOrEmpty(Sort)) return (null, false);
        var word = Sort.TrimStart('-');
        var place = Array.IndexOf(Sorts, word);
        if (place >= 0 && Sort.Length - word.Length <= 1) return ((LeadSort)place, Sort[0] != '-');
        check.Add("sort", "field.one_of", string.Join(", ", Sorts.SelectMany(s => new[] { s, "-" + s })));
        return (null, false);
    }
}
