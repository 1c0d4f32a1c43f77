using System.Globalization;
using DevLab.JmesPath.Functions;
using Newtonsoft.Json.Linq;

namespace SalesFlow.Agents.Definitions;

/// <summary>
/// <c>days_between(from, until)</c> in JMESPath: whole days from an instant, or from the earliest of a list of them, to another. Null where one of them is
/// no instant: then a comparison does not hold.
/// </summary>
internal sealed class DaysBetween() : JmesPathFunction("days_between", 2)
{
    /// <inheritdoc/>
    public override void Validate(params JmesPathFunctionArgument[] args)
    {
    }

    /// <inheritdoc/>
    public override JToken Execute(params JmesPathFunctionArgument[] args)
    {
        var from = args[0].Token is JArray list ? list.Select(Instant).Where(i => i is not null).Min() : Instant(args[0].Token);
        return from is { } first && Instant(args[1].Token) is { } last ? new JValue((long)Math.Floor((last - first).TotalDays)) : JValue.CreateNull();
    }

    private static DateTimeOffset? Instant(JToken? token) => token is { Type: JTokenType.String }
        && DateTimeOffset.TryParse(token.Value<string>(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;
}
