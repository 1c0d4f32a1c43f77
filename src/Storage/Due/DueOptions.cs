using Microsoft.Extensions.Options;

namespace SalesFlow.Storage.Due;

/// <summary>How due timers are delivered: the section <c>SalesFlow:Due</c>.</summary>
public sealed class DueOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "SalesFlow:Due";

    /// <summary>How often the database is asked when nothing was due, 10 ms to 1 min. Timers set in this process wake the dispatcher by themselves.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a delivery has before the timer is delivered again, 1 s to 1 h.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many deliveries run at once in a silo, 1 to 1,024.</summary>
    public int Parallel { get; set; } = 64;

    /// <summary>How many timers of one tenant are taken at once, 1 to <see cref="Parallel"/>. A tenant that has as many under way is passed over.</summary>
    public int PerTenant { get; set; } = 16;

    /// <summary>The pause after a delivery's first failure; it doubles with each further one. Up to a quarter of it is left out by chance.</summary>
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause after a failure.</summary>
    public TimeSpan RetryAtMost { get; set; } = TimeSpan.FromMinutes(5);
}

/// <summary>Refuses options that cannot work, naming the key.</summary>
internal sealed class DueOptionsValidator : IValidateOptions<DueOptions>
{
    public ValidateOptionsResult Validate(string? name, DueOptions options)
    {
        var errors = new List<string>();
        if (options.PollInterval < TimeSpan.FromMilliseconds(10) || options.PollInterval > TimeSpan.FromMinutes(1))
            errors.Add($"{DueOptions.Section}:PollInterval is between 10 ms and 1 min.");
        if (options.Lease < TimeSpan.FromSeconds(1) || options.Lease > TimeSpan.FromHours(1))
            errors.Add($"{DueOptions.Section}:Lease is between 1 s and 1 h.");
        if (options.Parallel is < 1 or > 1024) errors.Add($"{DueOptions.Section}:Parallel is between 1 and 1024.");
        if (options.PerTenant < 1 || options.PerTenant > options.Parallel)
            errors.Add($"{DueOptions.Section}:PerTenant is between 1 and {DueOptions.Section}:Parallel.");
        if (options.RetryAfter <= TimeSpan.Zero || options.RetryAtMost < options.RetryAfter)
            errors.Add($"{DueOptions.Section}:RetryAfter is positive and at most {DueOptions.Section}:RetryAtMost.");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
