using SalesFlow.Agents.Offline.Understanding;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>The customer's lines, each with what it means.</summary>
/// <param name="Lines">In their order.</param>
internal sealed record CustomerTalk(IReadOnlyList<(string Text, Understood Read)> Lines)
{
    private const int MaxLines = 60;

    /// <summary>Reads the customer's lines of an input, the last 60. A line that tells a program what to do is no evidence of anything.</summary>
    public static CustomerTalk Of(TaskInput input, DateTime today)
    {
        var context = new Context(null, false, today, new HashSet<decimal>());
        return new CustomerTalk([.. SpokenLines.Read(input).Where(l => l.Speaker == Speaker.Customer).TakeLast(MaxLines)
            .Select(l => (l.Text, Understander.Read(l.Text, context))).Where(l => l.Item2.Intent != Intent.Injection)]);
    }

    /// <summary>The last line that holds a phrase of a tag.</summary>
    public string? Saying(string tag)
    {
        for (var i = Lines.Count - 1; i >= 0; i--)
            if (SalesPhrases.Default.Has(Lines[i].Text, tag)) return Lines[i].Text;
        return null;
    }
}
