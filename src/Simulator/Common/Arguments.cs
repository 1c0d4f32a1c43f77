using System.Globalization;

namespace SalesFlow.Simulator.Common;

/// <summary>Options of the command line, <c>--name value</c> or <c>--name</c> alone. What nobody asked for is an error.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly HashSet<string> _asked = [];

    public Arguments(IEnumerable<string> args)
    {
        string? name = null;
        foreach (var arg in args)
        {
            if (arg.StartsWith("--", StringComparison.Ordinal))
            {
                name = arg[2..];
                _values[name] = "true";
            }
            else
            {
                if (name is null) throw new FormatException($"'{arg}' belongs to no option.");
                _values[name] = arg;
                name = null;
            }
        }
    }

    public string? Text(string name)
    {
        _asked.Add(name);
        return _values.GetValueOrDefault(name);
    }

    public string Required(string name) => Text(name) ?? throw new FormatException($"--{name} is required.");

    public bool Flag(string name) => Text(name) is { } value
        && (bool.TryParse(value, out var flag) ? flag : throw new FormatException($"--{name} is true or false."));

    public int Integer(string name, int otherwise) => (int)Number(name, otherwise);

    public double Number(string name, double otherwise) => Text(name) is not { } value
        ? otherwise
        : double.TryParse(value, CultureInfo.InvariantCulture, out var number) ? number
        : throw new FormatException($"--{name} is a number; '{value}' is not.");

    public TimeSpan Seconds(string name, TimeSpan otherwise) => TimeSpan.FromSeconds(Number(name, otherwise.TotalSeconds));

    public void EndOfOptions()
    {
        var unknown = _values.Keys.FirstOrDefault(name => !_asked.Contains(name));
        if (unknown is not null) throw new FormatException($"There is no option --{unknown}.");
    }
}
