using System.Globalization;
using System.Text.Json;
using SalesFlow.Agents.Guards;
using SalesFlow.Leads;
using SalesFlow.Text;

namespace SalesFlow.Agents.Turns;

/// <summary>
/// Takes over the facts that a model reports, as far as the customer said them: numbers, addresses and names must stand in the customer's own
/// words, so that nothing which a model made up reaches the lead's score.
/// </summary>
internal static class CustomerFacts
{
    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        LeadFacts.CompanyName, LeadFacts.Sector, LeadFacts.Employees, LeadFacts.Budget, LeadFacts.Timeline, LeadFacts.Role,
        LeadFacts.City, LeadFacts.Email, LeadFacts.Need, LeadFacts.Date, LeadFacts.Time,
    };

    /// <summary>Reads an object of entities.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Read(JsonElement entities, AgentTask task)
    {
        HashSet<decimal>? numbers = null;
        string? words = null;
        foreach (var property in entities.EnumerateObject())
        {
            if (!Names.Contains(property.Name) || Text(property.Value) is not { Length: > 0 } value) continue;
            var said = property.Name switch
            {
                LeadFacts.Employees or LeadFacts.Budget => decimal.TryParse(value, NumberStyles.Number, CultureInfo.InvariantCulture, out var number)
                    && (numbers ??= CustomerNumbers.Of(task)).Contains(number),
                LeadFacts.Email => value.Contains('@', StringComparison.Ordinal) && Contains(words ??= Words(task), value),
                LeadFacts.CompanyName => Contains(words ??= Words(task), value),
                _ => true,
            };
            if (said) yield return new(property.Name, value);
        }
    }

    private static bool Contains(string words, string value) =>
        ArabicText.Normalise(value) is { Length: > 1 } wanted && words.Contains(wanted, StringComparison.Ordinal);

    private static string Words(AgentTask task) =>
        string.Join('\n', task.Turn.History.Where(l => l.FromCustomer).Concat(task.Turn.Pending).Select(l => ArabicText.Normalise(l.Text)));

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!.Trim(),
        JsonValueKind.Number => value.TryGetDecimal(out var number) ? number.ToString("0.####", CultureInfo.InvariantCulture) : null,
        _ => null,
    };
}
