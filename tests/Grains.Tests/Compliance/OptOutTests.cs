using SalesFlow.Grains.Compliance;

namespace SalesFlow.Grains.Tests.Compliance;

public sealed class OptOutTests
{
    [Fact]
    public void On_the_development_set_precision_is_97_and_recall_92_at_least()
    {
        var measure = OptOutMeasure.Of("dev");
        Assert.True(measure.Precision >= 0.97 && measure.Recall >= 0.92 && measure.CertainPrecision >= 0.99, measure.ToString());
    }
}
